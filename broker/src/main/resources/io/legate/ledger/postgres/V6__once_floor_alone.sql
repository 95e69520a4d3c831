-- Raising the floor and dropping what is below it, each by itself: whoever drops a table waits for
-- all who are using it, and must not hold control meanwhile.
DROP FUNCTION legate.drop_once_before(int);
DROP FUNCTION legate.drop_once_below(int);

-- Under the exclusive control lock, so that no append is between reading the floor and claiming a
-- key: once this has returned, nobody uses what is below. The floor is the least of what is asked
-- for and what is old by this database's own clock (`OnceKey.KEPT`): it never falls, and a node whose
-- clock runs ahead would close the present hour for all.
CREATE FUNCTION legate.raise_once_floor(p_bucket int) RETURNS void LANGUAGE plpgsql VOLATILE
SET lock_timeout = '2s'
AS $$
DECLARE
  b int := least(p_bucket, floor((extract(epoch FROM legate.ledger_clock()) - 7200) / 3600)::int);
BEGIN
  IF b > (SELECT once_floor FROM legate.control_head WHERE id = 0) THEN
    PERFORM legate.lock_control(false);
    UPDATE legate.control_head SET once_floor = b WHERE id = 0 AND once_floor < b;
  END IF;
END $$;

-- Drops one table below the floor, and says whether there was one. Whoever claims a key waits behind
-- it, so that it does not wait for long itself: it is tried again later.
CREATE FUNCTION legate.drop_once_below_floor() RETURNS boolean LANGUAGE plpgsql VOLATILE
SET lock_timeout = '200ms'
AS $$
DECLARE
  b int := (SELECT once_floor FROM legate.control_head WHERE id = 0);
  t text;
BEGIN
  PERFORM legate.lock_buckets();
  SELECT c.relname INTO t FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhparent = 'legate.once'::regclass
     AND substr(c.relname, 6)::int > 0 AND substr(c.relname, 6)::int < b LIMIT 1;
  IF NOT FOUND THEN
    DELETE FROM legate.once_place WHERE bucket > 0 AND bucket < b;
    RETURN false;
  END IF;
  EXECUTE format('DROP TABLE legate.%I', t);
  RETURN true;
END $$;

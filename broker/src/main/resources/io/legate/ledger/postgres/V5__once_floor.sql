-- The least of what is asked for and what is old by this database's own clock (`OnceKey.KEPT`): the
-- floor never falls, and a node whose clock runs ahead would close the present hour for all.
ALTER FUNCTION legate.drop_once_before(int) RENAME TO drop_once_below;

CREATE FUNCTION legate.drop_once_before(p_bucket int) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM legate.drop_once_below(
    least(p_bucket, floor((extract(epoch FROM legate.ledger_clock()) - 7200) / 3600)::int));
END $$;

-- The ledger. Locks are taken in this order everywhere: own log_head row, control lock, keys by
-- (bucket, key), places by (bucket, owner), events by (stream, seq).

CREATE TABLE legate.event (
  stream  uuid     NOT NULL,                 -- UUIDv7: neighbours in time are neighbours in the index
  seq     bigint   NOT NULL CHECK (seq > 0),
  node    int      NOT NULL,
  leaf    bigint   NOT NULL,                 -- index in that node's Merkle log
  control bigint   NOT NULL,                 -- control sequence it was decided under
  at      bigint   NOT NULL,                 -- milliseconds since the epoch, as the body says it
  kind    smallint NOT NULL,
  hash    bytea    NOT NULL,                 -- RFC 6962 leaf hash of the body
  op      bytea,                             -- for readers; not indexed, the fold decides
  body    bytea,                             -- canonical bytes, nulled by retention
  PRIMARY KEY (stream, seq));
CREATE UNIQUE INDEX event_leaf ON legate.event (node, leaf);
-- Over the few events that are looked for across streams: `Ledger.LISTED_KIND`.
CREATE INDEX event_listed ON legate.event (node, leaf) WHERE kind = 13;

-- Beside the events, so that erasing rewrites these few bytes and no event. Cleaned often: until
-- then a deleted row's bytes are still in the file.
CREATE TABLE legate.event_secret (
  stream uuid   NOT NULL,
  seq    bigint NOT NULL,
  secret bytea  NOT NULL,
  PRIMARY KEY (stream, seq))
  WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE TABLE legate.once (
  bucket int   NOT NULL,
  key    bytea NOT NULL,
  owner  bytea,
  PRIMARY KEY (bucket, key)) PARTITION BY LIST (bucket);
CREATE TABLE legate.once_0 PARTITION OF legate.once FOR VALUES IN (0);

-- How many first claims an owner has made in a bucket.
CREATE TABLE legate.once_place (
  bucket int   NOT NULL,
  owner  bytea NOT NULL,
  taken  int   NOT NULL,
  PRIMARY KEY (bucket, owner)) WITH (fillfactor = 50);

CREATE TABLE legate.log_head (
  node     int    PRIMARY KEY,
  term     bigint NOT NULL,
  size     bigint NOT NULL,
  root     bytea  NOT NULL,
  frontier bytea  NOT NULL) WITH (fillfactor = 50);

CREATE TABLE legate.control_head (
  id         int    PRIMARY KEY CHECK (id = 0),
  seq        bigint NOT NULL,
  once_floor int    NOT NULL) WITH (fillfactor = 50);   -- buckets below it were dropped
INSERT INTO legate.control_head VALUES (0, 0, 0);

CREATE TABLE legate.snapshot (
  stream uuid   PRIMARY KEY,
  seq    bigint NOT NULL,
  hash   bytea  NOT NULL,
  state  bytea  NOT NULL);

-- The ledger's own clock.
CREATE FUNCTION legate.ledger_clock() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT clock_timestamp()';

-- The control lock. Its holders end with their statement, so a node that is paused holds nothing.
CREATE FUNCTION legate.lock_control(p_shared boolean) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF p_shared THEN PERFORM pg_advisory_xact_lock_shared(1279608641, 1);
              ELSE PERFORM pg_advisory_xact_lock(1279608641, 1); END IF;
END $$;

-- Keeps those who make and drop partitions apart.
CREATE FUNCTION legate.lock_buckets() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1279608641, 2);
END $$;

-- Claims keys, given without doubles, and a place for each first claim that takes one. Raises LG005
-- at the first that is taken; who lost is told by what is there afterwards.
CREATE FUNCTION legate.claim_keys(
  p_floor int, p_bucket int[], p_key bytea[], p_owner bytea[], p_place_bucket int[], p_places int[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  c record;
  place_bucket int[] := '{}';
  place_owner bytea[] := '{}';
  places int[] := '{}';
BEGIN
  FOR c IN SELECT * FROM unnest(p_bucket, p_key, p_owner, p_place_bucket, p_places)
                      AS x(bucket, key, owner, place_bucket, places) ORDER BY bucket, key LOOP
    IF c.bucket <> 0 AND c.bucket < p_floor THEN
      RAISE EXCEPTION 'once' USING ERRCODE = 'LG005';
    END IF;
    INSERT INTO legate.once VALUES (c.bucket, c.key, c.owner) ON CONFLICT DO NOTHING;
    IF FOUND THEN
      IF c.places > 0 THEN
        place_bucket := place_bucket || c.place_bucket;
        place_owner := place_owner || c.owner;
        places := places || c.places;
      END IF;
    ELSIF c.owner IS NULL OR NOT EXISTS (
        SELECT FROM legate.once o WHERE o.bucket = c.bucket AND o.key = c.key AND o.owner = c.owner) THEN
      RAISE EXCEPTION 'once' USING ERRCODE = 'LG005';
    END IF;
  END LOOP;
  FOR c IN SELECT * FROM unnest(place_bucket, place_owner, places) AS x(bucket, owner, places)
            ORDER BY bucket, owner LOOP
    IF c.bucket <> 0 AND c.bucket < p_floor THEN
      RAISE EXCEPTION 'once' USING ERRCODE = 'LG005';
    END IF;
    INSERT INTO legate.once_place AS o VALUES (c.bucket, c.owner, 1)
      ON CONFLICT (bucket, owner) DO UPDATE SET taken = o.taken + 1 WHERE o.taken < c.places;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'once' USING ERRCODE = 'LG005';
    END IF;
  END LOOP;
END $$;

-- Commits a batch whole, or raises LG001 to LG005 and writes nothing. Runs to its end in one call,
-- because a node that is paused within a transaction would hold the control lock. The planner is
-- told what to do: on a table without statistics it scans.
CREATE FUNCTION legate.append(
  p_node int, p_term bigint, p_old bigint, p_old_root bytea, p_new bigint, p_root bytea, p_frontier bytea,
  p_control bigint, p_control_next bigint, p_now bigint, p_skew int,
  p_clash boolean, p_bucket int[], p_key bytea[], p_owner bytea[], p_place_bucket int[], p_places int[],
  p_stream uuid[], p_seq bigint[], p_prev bytea[], p_at bigint[], p_kind smallint[], p_hash bytea[],
  p_op bytea[], p_body bytea[], p_secret bytea[])
RETURNS text LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET jit = off SET lock_timeout = '2s'
AS $$
DECLARE
  h record;
  c record;
  n bigint;
  losers text;
BEGIN
  -- Every statement must see what was committed before it: a snapshot from before the lock is stale.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'isolation' USING ERRCODE = 'LG006';
  END IF;

  SELECT term, size, root INTO h FROM legate.log_head WHERE node = p_node FOR UPDATE;
  IF h.term IS DISTINCT FROM p_term THEN
    RAISE EXCEPTION 'term' USING ERRCODE = 'LG001';
  END IF;
  IF h.size = p_new AND h.root = p_root THEN
    -- Written, so that this commit waits for the disk and the replica, as the first one may not have.
    UPDATE legate.log_head SET term = p_term WHERE node = p_node;
    RETURN 'already';
  END IF;
  IF h.size <> p_old OR h.root <> p_old_root THEN
    RAISE EXCEPTION 'head' USING ERRCODE = 'LG001';
  END IF;

  n := extract(epoch FROM legate.ledger_clock()) * 1000 - p_now;
  IF n NOT BETWEEN -p_skew AND p_skew THEN
    RAISE EXCEPTION 'clock' USING ERRCODE = 'LG002';
  END IF;

  PERFORM legate.lock_control(p_control_next IS NULL);
  SELECT seq, once_floor INTO c FROM legate.control_head WHERE id = 0;
  IF c.seq <> p_control THEN
    RAISE EXCEPTION 'control' USING ERRCODE = 'LG003', DETAIL = c.seq::text;
  END IF;
  IF p_control_next IS NOT NULL THEN
    UPDATE legate.control_head SET seq = p_control_next WHERE id = 0;
  END IF;

  IF p_clash THEN
    RAISE EXCEPTION 'once' USING ERRCODE = 'LG005';
  ELSIF p_key IS NOT NULL THEN
    PERFORM legate.claim_keys(c.once_floor, p_bucket, p_key, p_owner, p_place_bucket, p_places);
  END IF;

  INSERT INTO legate.event (stream, seq, node, leaf, control, at, kind, hash, op, body)
  SELECT x.stream, x.seq, p_node, p_old + x.i - 1, p_control, x.at, x.kind, x.hash, x.op, x.body
    FROM unnest(p_stream, p_seq, p_prev, p_at, p_kind, p_hash, p_op, p_body)
         WITH ORDINALITY x(stream, seq, prev, at, kind, hash, op, body, i)
   WHERE x.prev IS NULL                      -- the first of its stream, or right behind in this batch
      OR EXISTS (SELECT FROM legate.event p
                  WHERE p.stream = x.stream AND p.seq = x.seq - 1 AND p.hash = x.prev)
   ORDER BY x.stream, x.seq, x.i
  ON CONFLICT (stream, seq) DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n < cardinality(p_stream) THEN
    SELECT string_agg((x.i - 1)::text, ',' ORDER BY x.i) INTO losers
      FROM unnest(p_stream, p_seq) WITH ORDINALITY x(stream, seq, i)
     WHERE NOT EXISTS (SELECT FROM legate.event e
                        WHERE e.stream = x.stream AND e.seq = x.seq
                          AND e.node = p_node AND e.leaf = p_old + x.i - 1);
    RAISE EXCEPTION 'conflict' USING ERRCODE = 'LG004', DETAIL = losers;
  END IF;

  IF p_secret IS NOT NULL THEN
    INSERT INTO legate.event_secret
    SELECT x.stream, x.seq, x.secret FROM unnest(p_stream, p_seq, p_secret) x(stream, seq, secret)
     WHERE x.secret IS NOT NULL ORDER BY x.stream, x.seq;
  END IF;

  UPDATE legate.log_head SET size = p_new, root = p_root, frontier = p_frontier WHERE node = p_node;
  RETURN 'ok';
END $$;

-- Makes the partitions of these buckets. Not part of an append: it locks more than one should.
CREATE FUNCTION legate.prepare_buckets(p_bucket int[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  b int;
BEGIN
  PERFORM legate.lock_buckets();
  FOREACH b IN ARRAY p_bucket LOOP
    IF to_regclass('legate.once_' || b) IS NULL
       AND b >= (SELECT once_floor FROM legate.control_head WHERE id = 0) THEN
      EXECUTE format('CREATE TABLE legate.once_%s (LIKE legate.once INCLUDING ALL)', b);
      EXECUTE format('ALTER TABLE legate.once ATTACH PARTITION legate.once_%s FOR VALUES IN (%s)', b, b);
    END IF;
  END LOOP;
END $$;

-- Drops what is below a bucket. Under the exclusive control lock, so that no append is between
-- reading the floor and claiming a key.
CREATE FUNCTION legate.drop_once_before(p_bucket int) RETURNS void LANGUAGE plpgsql VOLATILE
SET lock_timeout = '2s'
AS $$
DECLARE
  p record;
BEGIN
  PERFORM legate.lock_buckets();
  IF p_bucket <= (SELECT once_floor FROM legate.control_head WHERE id = 0) THEN
    RETURN;
  END IF;
  PERFORM legate.lock_control(false);
  UPDATE legate.control_head SET once_floor = p_bucket WHERE id = 0;
  FOR p IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'legate.once'::regclass
              AND substr(c.relname, 6)::int > 0 AND substr(c.relname, 6)::int < p_bucket LOOP
    EXECUTE format('DROP TABLE legate.%I', p.relname);
  END LOOP;
  DELETE FROM legate.once_place WHERE bucket > 0 AND bucket < p_bucket;
END $$;

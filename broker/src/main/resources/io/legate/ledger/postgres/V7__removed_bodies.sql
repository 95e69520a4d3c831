-- What is left to be removed: one entry for each stream that still has its first body (`Bodies.oldest`).
-- Records that say what was removed (kind 56) are kept for ever.
CREATE INDEX event_kept ON legate.event (stream) WHERE seq = 1 AND body IS NOT NULL AND kind <> 56;

-- Removes bodies, what stands beside them, and the snapshots of their streams. Hashes stay.
CREATE FUNCTION legate.remove_bodies(p_stream uuid[], p_seq bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET jit = off SET lock_timeout = '2s'
AS $$
BEGIN
  UPDATE legate.event e SET body = NULL, op = NULL
    FROM unnest(p_stream, p_seq) x(stream, seq)
   WHERE e.stream = x.stream AND e.seq = x.seq AND e.body IS NOT NULL;
  DELETE FROM legate.event_secret s
   USING unnest(p_stream, p_seq) x(stream, seq)
   WHERE s.stream = x.stream AND s.seq = x.seq;
  DELETE FROM legate.snapshot WHERE stream = ANY (p_stream);
END $$;

-- Keeps a snapshot, unless what it was made from has been removed. The event is locked, so that it
-- is not removed between the question and the answer. Control has an event for that (kind 118).
CREATE FUNCTION legate.put_snapshot(p_stream uuid, p_seq bigint, p_hash bytea, p_state bytea)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  gone boolean;
BEGIN
  SELECT body IS NULL INTO gone FROM legate.event WHERE stream = p_stream AND seq = p_seq FOR SHARE;
  IF p_stream = '00000000-0000-0000-0000-000000000000' THEN
    gone := EXISTS (SELECT FROM legate.event WHERE stream = p_stream AND seq > p_seq AND kind = 118);
  END IF;
  IF gone THEN
    RETURN;
  END IF;
  INSERT INTO legate.snapshot (stream, seq, hash, state) VALUES (p_stream, p_seq, p_hash, p_state)
  ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, state = excluded.state;
END $$;

-- One session at a time removes; the right ends with the session.
CREATE FUNCTION legate.try_alone() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN pg_try_advisory_lock(1279608641, 7);
END $$;

-- What is looked for across the logs of all nodes: that people were asked (`Logs.LISTED_KIND`), and
-- what removes or restores authority (`Logs.REMOVAL_KINDS`).
DROP INDEX legate.event_listed;
CREATE INDEX event_asked ON legate.event (at, node, leaf) WHERE kind = 13;
CREATE INDEX event_removal ON legate.event (node, leaf)
  WHERE (kind BETWEEN 7 AND 12 OR kind BETWEEN 100 AND 199);

-- All that an append does but events: the fence, the clock, and a commit that waits for the disk and
-- the replica.
CREATE FUNCTION legate.try_append(p_node int, p_term bigint, p_now bigint, p_skew int)
RETURNS text LANGUAGE plpgsql VOLATILE
SET lock_timeout = '2s'
AS $$
BEGIN
  UPDATE legate.log_head SET term = p_term WHERE node = p_node AND term = p_term;
  IF NOT FOUND THEN
    RETURN 'fenced';
  END IF;
  IF extract(epoch FROM legate.ledger_clock()) * 1000 - p_now NOT BETWEEN -p_skew AND p_skew THEN
    RETURN 'clock';
  END IF;
  RETURN 'taken';
END $$;

-- Keys that all nodes have in common, made by the first that asks. Not evidence: losing one costs
-- every client a retry.
CREATE TABLE legate.shared_key (
  name  text  PRIMARY KEY,
  value bytea NOT NULL);

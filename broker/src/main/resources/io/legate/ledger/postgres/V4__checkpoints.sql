-- The last checkpoint that each node has signed over its own log, a C2SP signed note: other nodes
-- hand it out, and whoever reads the data later checks the log against it.
CREATE TABLE legate.checkpoint (
  node int  PRIMARY KEY,
  note text NOT NULL) WITH (fillfactor = 50);

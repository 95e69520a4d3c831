-- Checkpoints of each node's log as each witness has cosigned them last: signed notes.
CREATE TABLE legate.cosigned (
  node    int  NOT NULL,
  witness text NOT NULL,
  note    text NOT NULL,
  PRIMARY KEY (node, witness)) WITH (fillfactor = 50);

package io.legate.chaos.fault;

import io.legate.chaos.stage.StageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A kind of harm.
public interface Fault {

  /// Its name on the command line.
  String name();

  /// What is done and how it is undone, in one sentence.
  String about();

  /// Does it and undoes it, while the clients work. Says on the `ground` what is broken, from when
  /// to when.
  void run(Ground ground) throws StageException, IOException, InterruptedException;

  /// Whether it takes away what was acknowledged, which its operator has accepted beforehand. What
  /// is lost is then measured, and not held against the brokers.
  default boolean losesWhatWasAcknowledged() {
    return false;
  }

  /// Returns why it cannot be done on this stage; null where it can.
  default @Nullable String impossible(Ground ground) {
    return null;
  }
}

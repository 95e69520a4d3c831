package io.legate.review;

import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.task.TaskEvent.Decision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What deciding one recorded decision again has shown.
public sealed interface Finding {

  /// The decision that it is about.
  About about();

  /// Which decision.
  ///
  /// @param seq of its record in the task's stream
  /// @param client whose action it decides; null where the record cannot be read
  /// @param decision null likewise
  record About(
      TaskId task, long seq, Instant at, @Nullable ClientId client, @Nullable Decision decision) {
    /// The decision's id, as its caller was told.
    public String id() {
      return task + "." + seq;
    }
  }

  /// It comes out as it was recorded, byte for byte.
  record Reproduced(About about) implements Finding {}

  /// It comes out otherwise.
  record Different(About about, List<Difference> differences) implements Finding {
    public Different {
      differences = List.copyOf(differences);
    }
  }

  /// The records do not hold everything that it was made on.
  ///
  /// @param lacking what is missing; the same words for the same thing
  record NotReproducible(About about, String lacking) implements Finding {}

  /// Under another bundle it would have been the same.
  record Unchanged(About about) implements Finding {}

  /// Under another bundle it would have been otherwise.
  ///
  /// @param to the other outcome; the same as the recorded one where only terms differ
  /// @param causes rules and reason codes: what stands against it now, or where it is allowed now,
  ///   what stood against it
  /// @param sentences the same in words
  /// @param terms what comes with the answer and differs, such as obligations; only where the
  ///   outcome is the same
  record Changed(
      About about,
      String from,
      String to,
      List<String> causes,
      List<String> sentences,
      List<Difference> terms)
      implements Finding {
    public Changed {
      causes = List.copyOf(causes);
      sentences = List.copyOf(sentences);
      terms = List.copyOf(terms);
    }
  }
}

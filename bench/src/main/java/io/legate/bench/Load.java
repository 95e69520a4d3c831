package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.Authorized;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Questions asked of a site, so many at once.
final class Load {

  private Load() {}

  /// Asks them all, and returns when all were allowed.
  static void ask(Site site, List<AuthorizeCommand> questions, int inFlight) throws Exception {
    var room = new Semaphore(inFlight);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          questions.stream()
              .<Callable<List<Authorized>>>map(question -> () -> ask(site, question, room))
              .toList();
      for (var call : executor.invokeAll(calls)) {
        if (call.get().getFirst().answer().outcome() != Outcome.ALLOW) {
          throw new IllegalStateException("a question of the bench was not allowed");
        }
      }
    }
  }

  private static List<Authorized> ask(Site site, AuthorizeCommand question, Semaphore room)
      throws Exception {
    room.acquire();
    try {
      return site.use.authorization().authorize(site.pep("rs:erp"), question);
    } finally {
      room.release();
    }
  }
}

package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Questions asked of a site, so many at once.
final class Load {

  private Load() {}

  /// Asks them all, and returns when all were allowed.
  ///
  /// Each question has a thread of its own, as in the broker, which is started once there is room
  /// for it: a crowd of threads that only wait would be the collector's work and not the broker's.
  static void ask(Site site, List<AuthorizeCommand> questions, int inFlight) throws Exception {
    var room = new Semaphore(inFlight);
    var answers = new ArrayList<Future<Outcome>>(questions.size());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var question : questions) {
        room.acquire();
        answers.add(
            executor.submit(
                () -> {
                  try {
                    return outcome(site, question);
                  } finally {
                    room.release();
                  }
                }));
      }
      for (var answer : answers) {
        if (answer.get() != Outcome.ALLOW) {
          throw new IllegalStateException("a question of the bench was not allowed");
        }
      }
    }
  }

  private static Outcome outcome(Site site, AuthorizeCommand question) throws Exception {
    var answers = site.use.authorization().authorize(site.pep("rs:erp"), question);
    return answers.getFirst().answer().outcome();
  }
}

package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Questions asked of a site, so many at once.
///
/// Each has a virtual thread of its own, as in the broker, and the one that has its answer starts
/// the next. So nothing is measured that only the bench does: no crowd of waiting threads for the
/// collector to move, and nobody who has to be woken for each answer.
final class Load {

  private final Site site;
  private final List<AuthorizeCommand> questions;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger allowed = new AtomicInteger();
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();

  private Load(Site site, List<AuthorizeCommand> questions) {
    this.site = site;
    this.questions = questions;
  }

  /// Asks them all, and returns when all were allowed.
  static void ask(Site site, List<AuthorizeCommand> questions, int inFlight) throws Exception {
    var load = new Load(site, questions);
    for (int i = 0; i < inFlight; i++) {
      load.startNext();
    }
    load.end.get();
  }

  private void startNext() {
    int next = asked.getAndIncrement();
    if (next < questions.size()) {
      Thread.startVirtualThread(() -> ask(questions.get(next)));
    }
  }

  private void ask(AuthorizeCommand question) {
    try {
      var answers = site.use.authorization().authorize(site.pep("rs:erp"), question);
      if (answers.getFirst().answer().outcome() != Outcome.ALLOW) {
        throw new IllegalStateException("a question of the bench was not allowed");
      }
      startNext();
      if (allowed.incrementAndGet() == questions.size()) {
        end.complete(true);
      }
    } catch (Throwable failure) {
      end.completeExceptionally(failure);
    }
  }
}

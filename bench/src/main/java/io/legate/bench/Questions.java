package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.AuthorizeCommand;
import io.legate.dpop.ProofMaker;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.issue.IssuedInstance;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// What the agent `action` asks for: payments, each with a proof of its own, made before anything
/// is measured because the signature is the agent's.
final class Questions {

  private Questions() {}

  /// Returns so many questions, of each holder in turn.
  static List<AuthorizeCommand> of(Site site, List<IssuedInstance> holders, int count)
      throws Exception {
    return of(site, holders, count, i -> "{\"amount\":\"1.00\",\"invoice\":\"i" + i + "\"}");
  }

  /// The same with arguments of the caller's.
  static List<AuthorizeCommand> of(
      Site site, List<IssuedInstance> holders, int count, IntFunction<String> arguments)
      throws Exception {
    var maker = new ProofMaker(site.signer("action"));
    var questions = new ArrayList<AuthorizeCommand>(count);
    for (int i = 0; i < count; i++) {
      var holder = holders.get(i % holders.size());
      var action = Site.action("payments.create", "erp://acme/invoices/i" + i, arguments.apply(i));
      var now = Clock.systemUTC().instant();
      String proof =
          maker.make(
              ProofMaker.Target.of("POST", Site.PAY)
                  .withToken(holder.token())
                  .withActionDigest(action.adg()),
              now);
      questions.add(Site.command(new RequestId(Uuid7.at(now)), holder.token(), proof, action));
    }
    return questions;
  }
}

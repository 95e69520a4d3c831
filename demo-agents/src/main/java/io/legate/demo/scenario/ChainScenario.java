package io.legate.demo.scenario;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.demo.account.Account;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.server.CallLog;
import io.legate.demo.stage.StageException;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.json.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The main job, looked at hop by hop.
final class ChainScenario {

  private static final List<Party> CHAIN =
      List.of(Party.ORCHESTRATOR, Party.RESEARCH, Party.ANALYSIS, Party.ACTION);

  private final Play play;

  ChainScenario(Play play) {
    this.play = play;
  }

  void run()
      throws StageException,
          BadMessageException,
          SQLException,
          IOException,
          InvalidBoundaryException {
    MainJob job = play.mainJob();
    var trees = new ArrayList<TaskTree>();
    for (String root : job.rootHops()) {
      trees.add(TaskTree.of(play, root));
    }
    for (int depth = 0; depth < CHAIN.size(); depth++) {
      actChain(trees, depth);
    }
    for (int depth = 1; depth < CHAIN.size(); depth++) {
      containment(trees, depth);
    }
    sameTaskAndSubject(trees);
    boundToHolders(trees);
    seenByTheErp(trees);
    new PaymentChecks(play, job).run();
  }

  /// What the tokens say, against what the broker holds.
  private void actChain(List<TaskTree> trees, int depth) throws BadMessageException {
    Party party = CHAIN.get(depth);
    var expected = CHAIN.subList(0, depth + 1).reversed().stream().map(Party::word).toList();
    int exact = 0;
    int count = 0;
    for (TaskTree tree : trees) {
      for (var hop : hopsAt(tree, depth)) {
        count++;
        Fields claims = play.claims(hop.id());
        if (claims != null
            && Account.actors(claims).equals(expected)
            && tree.chain(hop).equals(clientIds(expected))
            && claims.integer("del_depth") == depth) {
          exact++;
        }
      }
    }
    play.step(
        "tokens of " + party.word() + " (depth " + depth + ") name the whole chain",
        String.join(" < ", expected),
        exact + " of " + count + " exactly so",
        count > 0 && exact == count);
  }

  private static List<String> clientIds(List<String> words) {
    return words.stream().map(word -> Party.ofWord(word).clientId()).toList();
  }

  /// Each hop's boundary against its parent's, and its token against its boundary, by the rule that
  /// the broker itself goes by.
  private void containment(List<TaskTree> trees, int depth)
      throws BadMessageException, InvalidBoundaryException {
    int contained = 0;
    int narrower = 0;
    int count = 0;
    for (TaskTree tree : trees) {
      for (var hop : hopsAt(tree, depth)) {
        count++;
        var parent = tree.find(hop.parent());
        Fields claims = play.claims(hop.id());
        if (parent == null || claims == null) {
          continue;
        }
        Boundary own = boundary(hop.boundary());
        Boundary above = boundary(parent.boundary());
        Boundary carried = boundary(new Json.Arr(claims.items("authorization_details")));
        if (Attenuation.violations(above, own).isEmpty()
            && Attenuation.violations(own, carried).isEmpty()) {
          contained++;
        }
        if (!Attenuation.violations(own, above).isEmpty()) {
          narrower++;
        }
      }
    }
    play.step(
        "boundaries of " + CHAIN.get(depth).word() + " are within their parents'",
        "contained, and narrower",
        "%s of %s contained, %s narrower".formatted(contained, count, narrower),
        count > 0 && contained == count && narrower == count);
  }

  private static Boundary boundary(Json json) throws InvalidBoundaryException {
    return Boundary.parse(json, BoundaryLimits.DEFAULT);
  }

  private void sameTaskAndSubject(List<TaskTree> trees) throws BadMessageException {
    int same = 0;
    int count = 0;
    for (TaskTree tree : trees) {
      for (var hop : tree.hops()) {
        count++;
        Fields claims = play.claims(hop.id());
        if (claims != null
            && claims.string("sub").equals(Play.SUBJECT)
            && claims.string("txn").equals(tree.task())
            && claims.fields("task").string("purpose").equals(MainJob.PURPOSE)) {
          same++;
        }
      }
    }
    play.step(
        "subject, task and purpose are the same in every token",
        Play.SUBJECT,
        same + " of " + count + " tokens",
        count > 0 && same == count);
  }

  private void boundToHolders(List<TaskTree> trees) throws BadMessageException, IOException {
    int bound = 0;
    int count = 0;
    for (TaskTree tree : trees) {
      for (var hop : tree.hops()) {
        count++;
        Fields claims = play.claims(hop.id());
        Party party = Party.ofWord(hop.client().substring("agent:".length()));
        var key = KeyFile.read(play.folder().key(party), CryptoProviders.install());
        if (claims != null
            && claims.fields("cnf").string("jkt").equals(key.publicKey().thumbprint().value())
            && claims.string("client_id").equals(hop.client())) {
          bound++;
        }
      }
    }
    play.step(
        "each token is bound to its holder's own key",
        "cnf is the holder's",
        bound + " of " + count + " tokens",
        count > 0 && bound == count);
  }

  /// What the ERP wrote down before it asked the broker, against what the broker holds.
  private void seenByTheErp(List<TaskTree> trees) throws SQLException {
    int exact = 0;
    int count = 0;
    var actors = new HashSet<String>();
    for (CallLog.Seen call : play.calls(Party.ERP)) {
      for (TaskTree tree : trees) {
        if (!call.task().equals(tree.task())) {
          continue;
        }
        count++;
        var hop = tree.find(call.hop());
        if (hop != null
            && call.actors().equals(String.join(" ", tree.chain(hop)))
            && call.depth() == hop.depth()
            && call.subject().equals(Play.SUBJECT)
            && call.purpose().equals(MainJob.PURPOSE)) {
          exact++;
          actors.add(hop.client());
        }
      }
    }
    play.step(
        "the ERP, verifying offline with the broker's public keys alone, sees chain and task",
        "as the broker holds them",
        exact + " of " + count + " calls, by " + Account.count(actors.size(), "agent"),
        count > 0 && exact == count);
  }

  private static List<TaskTree.Hop> hopsAt(TaskTree tree, int depth) {
    return tree.hops().stream().filter(hop -> hop.depth() == depth).toList();
  }
}

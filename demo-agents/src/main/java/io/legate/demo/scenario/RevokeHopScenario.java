package io.legate.demo.scenario;

import io.legate.demo.account.Account;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Attempt.Reading;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Two chains side by side in one task. Analysis of the first is revoked.
final class RevokeHopScenario {

  private final Play play;

  RevokeHopScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    List<PurchaseOrder> orders = play.openOrders();
    if (orders.size() < 2) {
      throw new StageException("two orders of vendors that are not blocked are needed");
    }
    PurchaseOrder stopped = orders.getFirst();
    PurchaseOrder beside = orders.getLast();
    var small = SmallTask.open(play, "Stand by for late invoices", List.of(stopped, beside));
    String research = small.hop(Party.RESEARCH, stopped);
    String analysis = small.hop(Party.ANALYSIS, stopped);
    String action = small.hop(Party.ACTION, stopped);
    String otherAnalysis = small.hop(Party.ANALYSIS, beside);
    String otherAction = small.hop(Party.ACTION, beside);
    var attempt = new Attempt(play, small);
    attempt.paid("before: the first chain pays", action, play.trial(stopped, "LATE-1"));
    attempt.paid("before: the second chain pays", otherAction, play.trial(beside, "LATE-2"));

    revoke(small, analysis, action);

    String revoked = "deny, hop_revoked";
    attempt.notPaid(
        "below: action pays nothing more", action, play.trial(stopped, "LATE-3"), revoked);
    attempt.noFurtherToken(
        "below: action gets no further token", Party.ACTION, action, Party.DOCUMENTS);
    attempt.reads(
        "itself: analysis reads nothing more",
        Party.ANALYSIS,
        analysis,
        Reading.receipts(stopped.id()),
        revoked);
    attempt.noFurtherHop(
        "above: research cannot have analysis in again", Party.RESEARCH, research, Party.ANALYSIS);
    attempt.reads(
        "above: research goes on reading",
        Party.RESEARCH,
        research,
        Reading.vendor(stopped.vendorId()),
        "allow");
    attempt.reads(
        "beside: analysis of the second chain goes on reading",
        Party.ANALYSIS,
        otherAnalysis,
        Reading.receipts(beside.id()),
        "allow");
    attempt.paid(
        "beside: the second chain goes on paying", otherAction, play.trial(beside, "LATE-4"));
    small.complete(play);
  }

  /// Revokes analysis, and looks at the broker which hops that ended.
  private void revoke(SmallTask small, String analysis, String action)
      throws StageException, BadMessageException {
    play.account().doing("revoking analysis in the first chain");
    play.instruct(
        Party.ORCHESTRATOR,
        Json.Obj.with("do", "revoke")
            .with("hop", small.rootHop())
            .with("revoked", analysis)
            .build());
    var live = new TreeSet<String>();
    var ended = new TreeSet<String>();
    for (var hop : TaskTree.of(play, small.rootHop()).hops()) {
      (hop.status().equals("HOP_STATUS_LIVE") ? live : ended).add(hop.id());
    }
    play.step(
        "analysis is revoked in the first chain",
        "it and action below end",
        Account.count(ended.size(), "hop") + " ended, " + live.size() + " live",
        ended.equals(new TreeSet<>(Set.of(analysis, action))));
  }
}

package io.legate.demo.scenario;

import io.legate.demo.agent.JobBoundary;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;

/// The job over all invoices: one task for up to sixteen orders, which is one for the company that
/// comes with the demonstration.
public record MainJob(List<String> tasks, List<String> rootHops) {

  public MainJob {
    tasks = List.copyOf(tasks);
    rootHops = List.copyOf(rootHops);
  }

  /// What the person asked for.
  static final String PURPOSE = "Pay the suppliers' invoices that match their purchase orders";

  static MainJob run(Play play) throws StageException, BadMessageException {
    var tasks = new ArrayList<String>();
    var hops = new ArrayList<String>();
    for (List<PurchaseOrder> batch : batches(play)) {
      play.account().doing(Play.PERSON + " asks: " + PURPOSE);
      var instruction =
          Json.Obj.with("do", "job")
              .with("purpose", PURPOSE)
              .with("subject_token", play.subjectToken())
              .with("orders", Json.Arr.ofStrings(batch.stream().map(PurchaseOrder::id).toList()))
              .with("files", new Json.Arr(List.of()));
      if (tasks.isEmpty()) {
        instruction.with("strays", new Json.Bool(true));
      }
      Fields answer = play.instruct(Party.ORCHESTRATOR, instruction.build());
      if (answer.object().get("task") == null) {
        throw new StageException(
            "the job could not be done: " + answer.string("sentence", answer.string("failed", "")));
      }
      tasks.add(answer.string("task"));
      hops.add(answer.string("hop"));
    }
    play.account().done("the job is done");
    return new MainJob(tasks, hops);
  }

  /// Every order, in lots of as many payable ones as one token carries. An order of a blocked
  /// vendor is part of the job all the same: its invoices have come in.
  private static List<List<PurchaseOrder>> batches(Play play) {
    var batches = new ArrayList<List<PurchaseOrder>>();
    var batch = new ArrayList<PurchaseOrder>();
    int payable = 0;
    for (PurchaseOrder order : play.input().orders().values()) {
      int weight = play.vendor(order).blocked() ? 0 : 1;
      if (payable + weight > JobBoundary.ORDERS_MAX) {
        batches.add(List.copyOf(batch));
        batch.clear();
        payable = 0;
      }
      batch.add(order);
      payable += weight;
    }
    batches.add(List.copyOf(batch));
    return batches;
  }
}

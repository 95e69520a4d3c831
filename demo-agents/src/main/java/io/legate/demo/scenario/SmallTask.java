package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.util.List;

/// A task of a few orders whose chains stand by for instructions, one chain for each order.
record SmallTask(String task, String rootHop, TaskTree tree) {

  static SmallTask open(Play play, String purpose, List<PurchaseOrder> orders)
      throws StageException, BadMessageException {
    play.account().doing("opening a task of its own: " + purpose);
    Fields answer =
        play.instruct(
            Party.ORCHESTRATOR,
            Json.Obj.with("do", "job")
                .with("purpose", purpose)
                .with("subject_token", play.subjectToken())
                .with("stand_by", new Json.Bool(true))
                .with("orders", Json.Arr.ofStrings(orders.stream().map(PurchaseOrder::id).toList()))
                .build());
    if (answer.object().get("task") == null) {
      throw new StageException(
          "no task was opened: " + answer.string("sentence", answer.string("failed", "")));
    }
    String root = answer.string("hop");
    return new SmallTask(answer.string("task"), root, TaskTree.of(play, root));
  }

  /// The hop that an agent holds in an order's chain.
  String hop(Party agent, PurchaseOrder order) {
    return tree.of(agent, "/" + order.id() + "/").id();
  }

  /// Ends the task.
  Fields complete(Play play) throws StageException {
    return play.instruct(
        Party.ORCHESTRATOR, Json.Obj.with("do", "complete").with("hop", rootHop).build());
  }
}

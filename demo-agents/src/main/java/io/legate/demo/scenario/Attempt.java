package io.legate.demo.scenario;

import io.legate.client.broker.AgentAction;
import io.legate.demo.account.Account;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;

/// Things that agents of one task are told to try, and what the systems hold afterwards.
///
/// What an agent says of its own attempt counts only where nobody but the broker could have seen
/// it: when it asks the broker for a token, and then its words are the broker's error.
final class Attempt {

  private final Play play;
  private final SmallTask task;

  Attempt(Play play, SmallTask task) {
    this.play = play;
    this.task = task;
  }

  /// Expects a payment to be booked.
  void paid(String name, String hop, Payment payment)
      throws StageException, BadMessageException, SQLException {
    String found = pay(hop, payment);
    play.step(name, "allow; 1 row in the ERP", found, found.equals("allow; 1 row in the ERP"));
  }

  /// Expects a payment to be refused for a reason.
  void notPaid(String name, String hop, Payment payment, String code)
      throws StageException, BadMessageException, SQLException {
    String found = pay(hop, payment);
    String expected = code + "; 0 rows in the ERP";
    play.step(name, expected, found, found.equals(expected));
  }

  /// Tells action to pay, and says what the ERP holds then.
  String pay(String hop, Payment payment) throws StageException, BadMessageException, SQLException {
    follow(Party.ACTION, instruction("pay", hop).with("payment", payment.json()));
    return play.answer(Party.ERP, hop, Actions.pay(payment))
        + "; "
        + Account.count(play.booked(task.task(), payment), "row")
        + " in the ERP";
  }

  /// Expects a read to end in this way, by the resource server's own record.
  void reads(String name, Party agent, String hop, Reading what, String expected)
      throws StageException, BadMessageException, SQLException {
    follow(agent, instruction(what.instruction(), hop).with(what.member(), what.id()));
    String found = play.answer(what.server(), hop, what.action());
    play.step(name, expected, found, found.equals(expected));
  }

  /// Something to read.
  record Reading(String instruction, String member, String id, Party server, AgentAction action) {

    static Reading receipts(String order) {
      return new Reading("read_receipts", "order", order, Party.ERP, Actions.readReceipts(order));
    }

    static Reading vendor(String vendor) {
      return new Reading("read_vendor", "vendor", vendor, Party.ERP, Actions.readVendor(vendor));
    }

    static Reading customer(String customer) {
      return new Reading(
          "read_customer", "customer", customer, Party.CRM, Actions.readCustomer(customer));
    }
  }

  /// Expects the broker to issue no token for a server that the agent has none for yet.
  void noFurtherToken(String name, Party agent, String hop, Party server)
      throws StageException, BadMessageException {
    Fields answer = follow(agent, instruction("renew", hop).with("audience", server.audience()));
    boolean refused = answer.object().get("refused") instanceof Json.Bool(var truth) && truth;
    play.step(
        name, "refused by the broker", answer.string("sentence", "a token was issued"), refused);
  }

  /// Expects the task to have no new hop after an agent tried to make one.
  void noFurtherHop(String name, Party agent, String hop, Party next)
      throws StageException, BadMessageException {
    int before = TaskTree.of(play, task.rootHop()).hops().size();
    Fields answer = follow(agent, instruction("pass_on", hop).with("to", next.word()));
    int made = TaskTree.of(play, task.rootHop()).hops().size() - before;
    play.step(
        name,
        "0 new hops at the broker",
        Account.count(made, "new hop") + "; " + answer.string("sentence", "it was passed on"),
        made == 0);
  }

  private Fields follow(Party agent, Json.Builder instruction) throws StageException {
    return play.instruct(agent, instruction.build());
  }

  private static Json.Builder instruction(String what, String hop) {
    return Json.Obj.with("do", what).with("hop", hop);
  }
}

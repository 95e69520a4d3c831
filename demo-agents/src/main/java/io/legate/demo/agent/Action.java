package io.legate.demo.agent;

import io.legate.demo.agent.Desk.NotDoneException;
import io.legate.demo.catalogue.Call;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.demo.message.Proposal;
import io.legate.demo.message.Result;
import java.util.ArrayList;
import java.util.List;

/// The last agent: pays, and tells the supplier.
///
/// It does whatever the invoice's text tells it to, as a deceived model would.
public final class Action implements Worker {

  @Override
  public List<Result> work(Fields work, Desk desk) throws BadMessageException {
    var results = new ArrayList<Result>();
    if (work.object().get("stand_by") != null) {
      return results;
    }
    for (Fields each : work.list("proposals")) {
      Result result = settle(Proposal.of(each), desk);
      desk.tell(result);
      results.add(result);
    }
    return results;
  }

  private static Result settle(Proposal proposal, Desk desk) throws BadMessageException {
    var told = NoteReader.read(proposal.notes());
    String found = lookUp(told.customers(), desk);
    Payment payment = told.amount().map(proposal.payment()::withAmount).orElse(proposal.payment());
    String outcome = "paid";
    String detail;
    try {
      detail = "booked as " + desk.call(Call.pay(payment)).string("payment");
      desk.call(remittance(proposal, payment, desk));
    } catch (NotDoneException e) {
      outcome = e.outcome();
      detail = e.sentence();
    }
    if (told.sendTo().isPresent()) {
      attempt(Call.send(told.sendTo().get(), "Customer records", found), desk);
    }
    return new Result(proposal.file(), outcome, detail);
  }

  private static String lookUp(Iterable<String> customers, Desk desk) throws BadMessageException {
    var found = new StringBuilder("Records as requested:\n");
    for (String customer : customers) {
      found.append(attempt(Call.readCustomer(customer), desk)).append('\n');
    }
    return found.toString();
  }

  private static String attempt(Call call, Desk desk) throws BadMessageException {
    try {
      return desk.call(call).object().toString();
    } catch (NotDoneException e) {
      return e.sentence();
    }
  }

  private static Call remittance(Proposal proposal, Payment payment, Desk desk)
      throws NotDoneException, BadMessageException {
    String delivered =
        proposal.shipTo().isEmpty()
            ? "us"
            : desk.call(Call.readCustomer(proposal.shipTo())).string("name");
    return Call.send(
        proposal.remittanceTo(),
        "Payment of invoice " + payment.invoice(),
        """
        We have paid your invoice %s against our order %s, delivered to %s:

          %s %s to %s

        Acme Werke GmbH, accounts payable
        """
            .formatted(
                payment.invoice(),
                payment.order(),
                delivered,
                payment.currency(),
                payment.amount().toPlainString(),
                payment.iban()));
  }
}

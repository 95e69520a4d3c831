package io.legate.demo.scenario;

import io.legate.demo.account.Terminal;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.server.CallLog;
import java.sql.SQLException;
import java.util.List;

/// The task and its chain as the ERP saw them, for people.
public final class ErpView {

  private final Play play;

  public ErpView(Play play) {
    this.play = play;
  }

  /// Writes the view; nothing where the main job was not played.
  public void write(Terminal terminal) throws SQLException {
    MainJob job = play.mainJobDone();
    if (job == null) {
      return;
    }
    for (String task : job.tasks()) {
      List<CallLog.Seen> calls =
          play.calls(Party.ERP).stream().filter(call -> call.task().equals(task)).toList();
      var last =
          calls.stream().filter(call -> call.action().equals(Actions.PAYMENTS_CREATE)).findFirst();
      if (last.isPresent()) {
        write(terminal, task, calls, last.get());
      }
    }
  }

  private void write(Terminal terminal, String task, List<CallLog.Seen> calls, CallLog.Seen payment)
      throws SQLException {
    terminal.heading("What the ERP saw, by the tokens themselves and the broker's public keys");
    terminal.line("  task     " + task);
    terminal.line("  purpose  " + payment.purpose());
    terminal.line("  for      " + payment.subject());
    String indent = "";
    for (String actor : List.of(payment.actors().split(" "))) {
      terminal.line(indent.isEmpty() ? "  by       " + actor : "           " + indent + actor);
      indent = indent.isEmpty() ? "└ for " : "   " + indent;
    }
    long allowed = calls.stream().filter(call -> call.answer().equals("allow")).count();
    long booked = play.payments().stream().filter(each -> each.task().equals(task)).count();
    terminal.line(
        "  calls    %s, of which %s allowed; payments booked: %s"
            .formatted(calls.size(), allowed, booked));
  }
}

package io.legate.demo.account;

import io.legate.demo.account.Terminal.Tone;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.json.Jcs;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Tells what the processes report, as it happens. Safe for use from many threads.
///
/// Each hop, payment, mail and refusal is a line; what is read is counted. Where nothing else is to
/// be told, a line of progress comes every two seconds, so that nobody wonders whether it hangs.
public final class Account implements AutoCloseable {

  private static final int QUIET_SECONDS = 2;

  /// Columns of the clock and a label.
  private static final int INDENT = 16;

  /// Columns of a second label.
  private static final int SECOND = 7;

  private static final int DETAIL = Terminal.COLUMNS - INDENT - SECOND;

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final long startedAtNanos;
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private String doing = "getting ready";
  private final Set<String> waited = new HashSet<>();
  private long linesAtLastTick;
  private int readCount;
  private int paidCount;
  private int mailCount;
  private int refusedCount;

  public Account(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.startedAtNanos = nanoTime.getAsLong();
    var _ = ticker.scheduleAtFixedRate(this::tick, QUIET_SECONDS, QUIET_SECONDS, TimeUnit.SECONDS);
  }

  /// Where the account is written.
  public Terminal terminal() {
    return terminal;
  }

  /// Says what is being done.
  public synchronized void doing(String what) {
    doing = what;
    terminal.line(Tone.FAINT, clock() + what);
  }

  /// Says what has been done.
  public synchronized void done(String what) {
    doing = "looking at what came of it";
    terminal.line(Tone.FAINT, clock() + what + ": " + totals());
  }

  /// Tells one event of a role's.
  public synchronized void tell(Party party, Fields event) {
    try {
      switch (event.string("event")) {
        case "hop" -> hop(party, event);
        case "decision" -> decision(party, event);
        case "result" -> result(party, event.fields("result"));
        case String _ -> {}
      }
    } catch (BadMessageException e) {
      terminal.line(Tone.BAD, clock() + party.word() + " said something odd: " + e.getMessage());
    }
  }

  private void hop(Party party, Fields event) throws BadMessageException {
    Fields claims = event.fields("claims");
    int permissions = claims.items("authorization_details").size();
    terminal.line(
        "%schain    %s > %s   (%s for the %s)"
            .formatted(
                clock(),
                word(claims.string("sub")),
                String.join(" > ", actors(claims).reversed()),
                count(permissions, "permission"),
                event.string("server", "ERP")));
    doing = party.word() + " at work";
  }

  /// A number of things, such as `1 row` and `2 rows`.
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private void decision(Party party, Fields event) throws BadMessageException {
    String action = event.string("action");
    String answer = event.string("answer");
    if (answer.equals("escalate")) {
      waited.add(what(event));
    } else if (answer.equals("allow") && waited.remove(what(event))) {
      terminal.line(clock() + "runs     " + what(event));
    }
    if (!answer.equals("allow")) {
      refusedCount++;
      terminal.line(
          Tone.REFUSED,
          "%s%s %s asks the %s for %s"
              .formatted(
                  clock(),
                  Terminal.fit(label(answer), 8),
                  word(event.string("actor")),
                  party.word(),
                  about(event)));
      List<Fields> reasons = event.list("reasons");
      if (!reasons.isEmpty()) {
        Fields first = reasons.getFirst();
        String reason = first.string("code") + ": " + first.string("sentence");
        for (String line : StepTable.wrap(reason, Terminal.COLUMNS - INDENT)) {
          terminal.line(Tone.REFUSED, " ".repeat(INDENT) + line);
        }
      }
    } else if (action.equals(Actions.PAYMENTS_CREATE)) {
      paidCount++;
      terminal.line(clock() + "paid     " + about(event));
    } else if (action.equals(Actions.VENDORS_UPDATE)) {
      terminal.line(clock() + "changed  " + what(event));
    } else if (action.equals(Actions.MAIL_SEND)) {
      mailCount++;
    } else {
      readCount++;
    }
  }

  /// Tells what a person is shown who is asked about an action.
  public synchronized void asked(String person, Escalation waiting) {
    var reasons = waiting.getDetailsList().stream().map(EscalationReason::getSentence).toList();
    var labels = waiting.getLabelsList();
    terminal.line(clock() + "waits    " + person + " is asked about " + waiting.getEscalationId());
    detail("what", waiting.getAction());
    detail("who", String.join(" < ", waiting.getActorsList()));
    detail("for", waiting.getSubject() + ", to: " + waiting.getPurpose());
    detail("why", String.join("; ", reasons));
    detail("labels", labels.isEmpty() ? "none" : String.join(", ", labels));
    doing = person + " looks at it";
  }

  /// Tells what a person answered, and what it came to.
  public synchronized void answered(String person, String outcome, String comment) {
    terminal.line(
        clock()
            + "answer   "
            + person
            + ": "
            + outcome
            + (comment.isEmpty() ? "" : ", " + comment));
    doing = "going on";
  }

  /// Tells something that the broker has on record.
  public synchronized void noted(String label, String text) {
    terminal.line(clock() + Terminal.fit(label, 8) + " " + text);
  }

  /// Nothing that a person is shown is cut.
  private void detail(String label, String text) {
    String head = label;
    for (int from = 0; from < text.length() || from == 0; from += DETAIL) {
      String part = text.substring(from, Math.min(text.length(), from + DETAIL));
      terminal.line(" ".repeat(INDENT) + Terminal.fit(head, SECOND) + part);
      head = "";
    }
  }

  private void result(Party party, Fields result) throws BadMessageException {
    if (party != Party.ACTION) {
      terminal.line(
          Tone.REFUSED,
          "%s%s %s by %s: %s"
              .formatted(
                  clock(),
                  Terminal.fit(result.string("outcome"), 8),
                  result.string("file"),
                  party.word(),
                  result.string("detail")));
    }
  }

  /// A payment by its amount, order and invoice; anything else by its resource.
  private static String about(Fields event) throws BadMessageException {
    Fields arguments = event.fields("arguments");
    if (event.string("action").equals(Actions.PAYMENTS_CREATE)) {
      String resource = event.string("resource");
      return "%s %s   %s"
          .formatted(
              arguments.string("currency"),
              Terminal.fit(right(arguments.string("amount"), 10), 10),
              resource.substring(Actions.ORDERS.length() + 1));
    }
    String to = arguments.string("to", "");
    return event.string("action") + " " + (to.isEmpty() ? event.string("resource") : "to " + to);
  }

  /// The whole action, by which it is known again.
  private static String what(Fields event) throws BadMessageException {
    return "%s %s %s"
        .formatted(
            event.string("action"),
            event.string("resource"),
            Jcs.text(event.fields("arguments").object()));
  }

  private static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - text.length())) + text;
  }

  private static String label(String answer) {
    return switch (answer) {
      case "deny" -> "DENIED";
      case "unauthenticated" -> "REFUSED";
      case "rate_limited" -> "LIMIT";
      case "escalate" -> "ESCALATE";
      case String other -> other.toUpperCase(Locale.ROOT);
    };
  }

  /// The chain as a token tells it, current actor first.
  public static List<String> actors(Fields claims) throws BadMessageException {
    var actors = new ArrayList<String>();
    Fields actor = claims.fields("act");
    while (true) {
      actors.add(word(actor.string("sub")));
      if (actor.object().get("act") == null) {
        return actors;
      }
      actor = actor.fields("act");
    }
  }

  private static String word(String clientId) {
    return clientId.substring(clientId.lastIndexOf(':') + 1);
  }

  private synchronized void tick() {
    long lines = terminal.lineCount();
    if (lines == linesAtLastTick) {
      terminal.line(Tone.FAINT, clock() + "… " + doing + (readCount == 0 ? "" : ": " + totals()));
      lines++;
    }
    linesAtLastTick = lines;
  }

  /// How many decisions there have been of each kind.
  private String totals() {
    return String.join(
        ", ",
        count(readCount, "read"),
        count(paidCount, "payment"),
        count(mailCount, "mail"),
        count(refusedCount, "refusal"));
  }

  private String clock() {
    double seconds = (nanoTime.getAsLong() - startedAtNanos) / 1e9;
    return Objects.requireNonNull(String.format(Locale.ROOT, "%5.1f s ", seconds));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}

package io.legate.evidence;

import io.legate.evidence.TaskAccount.Act;
import io.legate.evidence.TaskAccount.Change;
import io.legate.evidence.TaskAccount.HopAccount;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tree of a task as a picture by itself: one card for each hop, below and to the right of the
/// hop it came from, with its authority, its acts and what was done to it.
///
/// It has no script and asks for nothing from anywhere. Widths of text are estimated on the wide
/// side, since whoever draws it may have another font; what does not fit is cut.
public final class TaskPicture {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int WIDTH = 1_180;
  private static final int MARGIN = 24;
  private static final int INDENT = 44;
  private static final int PAD = 14;
  private static final int LINE = 18;
  private static final int GAP = 16;

  /// So many lines of authority, acts and people a card has at most.
  private static final int LINES_MAX = 7;

  private final TaskAccount task;
  private final SvgWriter svg = new SvgWriter();
  private final Map<String, Integer> bottoms = new LinkedHashMap<>();
  private int y;

  private TaskPicture(TaskAccount task) {
    this.task = task;
  }

  /// Returns the picture as a file by itself.
  public static String file(TaskAccount task) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(task);
  }

  /// Returns the picture as an element of a page.
  public static String element(TaskAccount task) {
    var picture = new TaskPicture(task);
    picture.head();
    for (HopAccount hop : task.hops()) {
      if (hop.parent() == null || task.hop(hop.parent()) == null) {
        picture.tree(hop, null, 0);
      }
    }
    picture.foot();
    String title = "Task " + task.id();
    return picture.svg.document(WIDTH, picture.y + MARGIN, title);
  }

  private void head() {
    var header = task.header();
    y = MARGIN + 22;
    int x = MARGIN;
    svg.text(x, y, "title", Fields.text(header, "purpose", "purpose not known"), WIDTH - 2 * x);
    y += 24;
    String subject = Fields.text(header, "subject", "not known");
    svg.text(x, y, "sub", "for " + subject + " · task " + task.id(), WIDTH - 2 * x);
    y += 20;
    svg.text(
        x,
        y,
        "sub",
        "opened "
            + time(task.opened() == null ? null : task.opened().event().at())
            + " UTC · "
            + (task.state().equals("open") ? "no end on record" : task.state())
            + " · "
            + plural(task.hops().size(), "hop")
            + " · "
            + plural(task.acts().size(), "question"),
        WIDTH - 2 * x);
    y += 22;
    legend();
  }

  private void legend() {
    int x = MARGIN;
    for (Outcome outcome : Outcome.values()) {
      long count = task.acts().stream().filter(act -> outcome.label.equals(act.outcome())).count();
      String text = outcome.word + " " + count;
      svg.chip(x, y - 10, outcome.name, text);
      x += SvgWriter.width(text, 12) + 40;
    }
    y += GAP + 6;
  }

  private enum Outcome {
    ALLOW("allow", "allowed", "ok", "did"),
    DENY("deny", "denied", "no", "bad"),
    ESCALATE("escalate", "asked a person", "ask", "asked"),
    RATE_LIMITED("rate_limited", "over a limit", "wait", "over");

    private final String label;
    private final String word;
    private final String name;
    private final String style;

    Outcome(String label, String word, String name, String style) {
      this.label = label;
      this.word = word;
      this.name = name;
      this.style = style;
    }
  }

  private void tree(HopAccount hop, @Nullable HopAccount parent, int level) {
    int left = MARGIN + Math.min(level, 9) * INDENT;
    int top = y;
    card(hop, parent, left);
    if (parent != null) {
      int from = bottoms.getOrDefault(parent.id(), top);
      int x = MARGIN + Math.min(level - 1, 9) * INDENT + INDENT / 2;
      svg.path("M%s %sV%sH%s".formatted(x, from, top + 24, left));
    }
    bottoms.put(hop.id(), y - GAP);
    for (HopAccount each : task.hops()) {
      if (hop.id().equals(each.parent())) {
        tree(each, hop, level + 1);
      }
    }
  }

  private void card(HopAccount hop, @Nullable HopAccount parent, int left) {
    List<Row> rows = rows(hop, parent);
    int width = WIDTH - MARGIN - left;
    int height = 2 * PAD + 34 + rows.size() * LINE;
    svg.box(left, y, width, height, "card " + state(hop));
    int x = left + PAD;
    int room = width - 2 * PAD;
    String badge = badge(hop);
    int badgeWidth = badge.isEmpty() ? 0 : SvgWriter.width(badge, 12) + 40;
    svg.text(x, y + PAD + 12, "agent", hop.client(), room - badgeWidth);
    if (!badge.isEmpty()) {
      svg.chip(left + width - badgeWidth + 8, y + PAD - 1, "no", badge);
    }
    svg.text(x, y + PAD + 32, "sub", origin(hop, parent), room);
    int at = y + PAD + 34;
    for (Row row : rows) {
      at += LINE;
      svg.mark(x, at - 9, row.mark);
      svg.text(x + 18, at, row.style, row.text, room - 18);
    }
    y += height + GAP;
  }

  private static String state(HopAccount hop) {
    return switch (hop.state()) {
      case "revoked", "suspended" -> "ended";
      default -> "live";
    };
  }

  private static String badge(HopAccount hop) {
    return hop.state().equals("live") ? "" : hop.state();
  }

  private static String origin(HopAccount hop, @Nullable HopAccount parent) {
    Instant issued = Fields.instant(hop.hop(), "issued_at");
    Instant ends = Fields.instant(hop.hop(), "ends_at");
    String key = Fields.text(Fields.object(hop.hop(), "key"), "jkt", "not known");
    String consent =
        switch (Fields.text(hop.consent(), "by", "")) {
          case "statement" ->
              "signed for by " + (parent == null ? "its delegator" : parent.client());
          case "push" -> "pushed by " + (parent == null ? "its delegator" : parent.client());
          case "address" -> "addressed by " + (parent == null ? "its delegator" : parent.client());
          default -> "opened the task";
        };
    return consent
        + " · "
        + time(issued)
        + " to "
        + time(ends)
        + " · key "
        + (key.length() > 12 ? key.substring(0, 12) + "…" : key)
        + " · "
        + plural(hop.tokens().size(), "token");
  }

  /// A line of a card.
  ///
  /// @param mark the little sign before it
  private record Row(String mark, String style, String text) {}

  private List<Row> rows(HopAccount hop, @Nullable HopAccount parent) {
    var rows = new ArrayList<Row>();
    var authority = new ArrayList<Row>();
    for (var each : Authority.narrowings(hop, parent)) {
      String line = Authority.line(hop.boundary().get(each.index()));
      String narrower =
          each.narrower().isEmpty()
              ? ""
              : "  [narrower: " + String.join(", ", each.narrower()) + "]";
      authority.add(new Row("may", "may", line + narrower));
    }
    addSome(rows, authority, "permissions");
    int withheld = Authority.withheld(hop, parent).size();
    if (withheld > 0) {
      String of = plural(withheld, "permission") + " of " + parent(parent) + " not passed on";
      rows.add(new Row("less", "sub", of));
    }
    addSome(rows, acts(hop), "sorts of questions");
    for (Change change : task.changes()) {
      if (hop.id().equals(change.hop())) {
        rows.add(
            new Row(
                "no",
                "bad",
                change.what() + " by " + change.by() + " at " + when(change) + reason(change)));
      }
    }
    return rows;
  }

  private static String parent(@Nullable HopAccount parent) {
    return parent == null ? "the parent" : parent.client();
  }

  private static void addSome(List<Row> rows, List<Row> more, String what) {
    int most = more.size() <= LINES_MAX ? more.size() : LINES_MAX - 1;
    rows.addAll(more.subList(0, most));
    if (more.size() > most) {
      rows.add(new Row("less", "sub", "and " + (more.size() - most) + " more " + what));
    }
  }

  /// The same question with the same answer is told once, with how often; what is rare and matters
  /// comes before what is common.
  private List<Row> acts(HopAccount hop) {
    var counted = new LinkedHashMap<String, List<Act>>();
    for (Act act : task.acts()) {
      if (hop.id().equals(Fields.text(act.data(), "hop"))) {
        String sort = act.asked() == null ? act.action() : act.id();
        counted.computeIfAbsent(act.outcome() + " " + sort, _ -> new ArrayList<>()).add(act);
      }
    }
    var rows = new ArrayList<Row>();
    for (Outcome outcome : Outcome.values()) {
      for (List<Act> same : counted.values()) {
        if (same.getFirst().outcome().equals(outcome.label)) {
          rows.add(new Row(outcome.name, outcome.style, act(same, outcome)));
        }
      }
    }
    return rows;
  }

  private static String act(List<Act> same, Outcome outcome) {
    Act first = same.getFirst();
    String times = same.size() == 1 ? "" : " × " + same.size();
    String on = same.size() == 1 ? " " + first.resource() : "";
    String why =
        first.reasons().isEmpty()
            ? ""
            : ": " + Fields.text(first.reasons().getFirst(), "sentence", "");
    return first.action() + times + on + ", " + outcome.word + why + People.words(first);
  }

  private void foot() {
    var wide = task.changes().stream().filter(change -> change.hop() == null).toList();
    for (Change change : wide) {
      y += LINE - 4;
      svg.text(
          MARGIN,
          y,
          "sub",
          when(change) + "  " + change.what() + " · " + change.by() + reason(change),
          WIDTH - 2 * MARGIN);
      y += 4;
    }
  }

  private static String when(Change change) {
    return time(change.record().event().at());
  }

  private static String reason(Change change) {
    return change.reason().isEmpty() ? "" : ": " + change.reason();
  }

  private static String plural(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String time(@Nullable Instant at) {
    return at == null ? "time not known" : TIME.format(at);
  }
}

package io.legate.edge.badinput;

import static io.legate.refusal.Code.INVALID_AUTHORIZATION_DETAILS;

import io.legate.assembly.Site;
import io.legate.edge.badinput.BadExchange.Making;
import io.legate.issue.IssuedInstance;
import java.util.ArrayList;
import java.util.List;

/// The table's rows about boundaries: wider than the parent's in each dimension, also by leaving
/// something out, or not well-formed; in the statement, and in what the delegate asks for itself.
final class BadBoundaries {

  private final List<BadExchange> rows = new ArrayList<>();

  private BadBoundaries() {}

  static List<BadExchange> rows() {
    var table = new BadBoundaries();
    table.wider();
    table.omitted();
    table.unpassable();
    table.malformed();
    table.asked();
    return table.rows;
  }

  private void row(String name, Making making) {
    rows.add(new BadExchange(name, INVALID_AUTHORIZATION_DETAILS, making));
  }

  /// A statement that grants the boundary with one thing changed.
  private void granting(String name, String part, String instead) {
    String boundary = changed(part, instead);
    row("grants " + name, story -> story.presenting(story.granting(boundary)));
  }

  private static String changed(String part, String instead) {
    if (!Story.BOUNDARY.contains(part)) {
      throw new IllegalArgumentException(part);
    }
    return Story.BOUNDARY.replace(part, instead);
  }

  private void wider() {
    granting("a family of actions", "\"payments.create\"", "\"payments.*\"");
    granting("another action", "\"payments.create\"", "\"payments.create\",\"vendors.read\"");
    granting(
        "another location", "\"https://erp.test\"", "\"https://erp.test\",\"https://crm.test\"");
    granting("more resources", "erp://acme/invoices/*", "erp://acme/*");
    granting("a higher amount", "\"500.00\"", "\"500.01\"");
    granting("any amount", "\"constraint_type\":\"decimal\",\"max\":\"500.00\"", wildcard());
    granting("an amount that may be absent", "\"500.00\"", "\"500.00\",\"optional\":true");
    granting("another argument", "\"invoice\":{", "\"note\":{" + wildcard() + "},\"invoice\":{");
    granting("more depth", "\"max_depth\":3", "\"max_depth\":4");
    granting("more delegates", "{\"sub_profile\":\"ai_agent\"}", "{\"sub\":\"action\"}");
    granting("a parent that is none", "\"delegation\"", "\"from\":1,\"delegation\"");
    row(
        "grants a second permission",
        story -> {
          String second =
              """
              ,{"type":"agent_action","actions":["customers.read"],"locations":["https://crm.test"],
                "resources":["crm://acme/*"]}]
              """;
          return story.presenting(
              story.granting(Story.BOUNDARY.stripTrailing().replaceFirst("]$", "") + second));
        });
  }

  private static String wildcard() {
    return "\"constraint_type\":\"wildcard\"";
  }

  private void omitted() {
    granting("no actions", "\"actions\":[\"payments.create\"],", "");
    granting("no locations", "\"locations\":[\"https://erp.test\"],", "");
    granting("no resources", "\"resources\":[\"erp://acme/invoices/*\"],", "");
    granting("empty actions", "[\"payments.create\"]", "[]");
    granting("empty locations", "[\"https://erp.test\"]", "[]");
    granting("empty resources", "[\"erp://acme/invoices/*\"]", "[]");
    granting(
        "one argument less",
        "\"amount\":{\"constraint_type\":\"decimal\",\"max\":\"500.00\"},",
        "");
    granting("no bound of the amount", ",\"max\":\"500.00\"", "");
    row(
        "grants any arguments by naming none",
        story ->
            story.presenting(
                story.granting(Story.BOUNDARY.replaceAll("(?s)\"arguments\":\\{.*?\\}\\},", ""))));
    granting("no depth", "\"max_depth\":3,", "");
    granting("no delegates", ",\"allowed_delegates\":[{\"sub_profile\":\"ai_agent\"}]", "");
  }

  /// What the parent may not pass on, to this delegate or this deep.
  private void unpassable() {
    unpassable("nobody", "");
    unpassable(
        "others only",
        ",\"delegation\":{\"max_depth\":3,\"allowed_delegates\":[{\"sub\":\"action\",\"sub_profile\":\"ai_agent\"}]}");
    unpassable(
        "nobody this deep",
        ",\"delegation\":{\"max_depth\":1,\"allowed_delegates\":[{\"sub_profile\":\"ai_agent\"}]}");
  }

  private void unpassable(String to, String delegation) {
    String held = Story.BOUNDARY.replaceFirst("(?s),\\s*\"delegation\".*", delegation + "}]");
    String granted = Story.BOUNDARY.replaceFirst("(?s),\\s*\"delegation\".*", "}]");
    row(
        "the parent may pass it on to " + to,
        story -> {
          Site site = story.site;
          // A hop of its own: that of the story may pass on what it has.
          IssuedInstance hop = site.delegate("orchestrator", story.task.token(), "research", held);
          return story.presenting(site.statement("research", hop, "analysis", granted));
        });
  }

  private void malformed() {
    granting("an unknown member", "\"delegation\"", "\"grants\":[],\"delegation\"");
    granting("an unknown type", "\"agent_action\"", "\"agent_actions\"");
    granting("no type", "\"type\":\"agent_action\",", "");
    granting("an unknown constraint", "\"decimal\"", "\"decimals\"");
    granting("an unknown member of a constraint", "\"max\":\"500.00\"", "\"maximum\":\"500.00\"");
    granting("an unknown member of `delegation`", "\"max_depth\":3", "\"max_depth\":3,\"x\":1");
    granting("an unknown member of a limit", "\"count\":2", "\"count\":2,\"times\":2");
    granting("a limit of nothing", "\"count\":2", "\"count\":0");
    granting("a family of everything", "\"payments.create\"", "\"*\"");
    granting("a resource with dots", "erp://acme/invoices/*", "erp://acme/invoices/../*");
  }

  /// The `authorization_details` parameter, within what the statement grants.
  private void asked() {
    asking("more than was granted", changed("500.00", "500.01"));
    asking("what is not JSON", "[{]");
    asking("a member twice", changed("\"type\"", "\"type\":\"agent_action\",\"type\""));
    asking("an unknown member", changed("\"delegation\"", "\"grants\":[],\"delegation\""));
    asking("an object", "{}");
    asking("what is nested too deep", "[".repeat(20_000));
    String one =
        "{\"type\":\"agent_action\",\"actions\":[\"payments.create\"],"
            + "\"locations\":[\"https://erp.test\"],\"resources\":[\"erp://acme/invoices/*\"]}";
    asking("more permissions than there may be", "[" + (one + ",").repeat(200) + one + "]");
  }

  private void asking(String name, String details) {
    row("asks for " + name, story -> story.good().with("authorization_details", details));
  }
}

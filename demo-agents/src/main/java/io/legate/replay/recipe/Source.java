package io.legate.replay.recipe;

import io.legate.json.Json;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.Tool.Effect;
import io.legate.replay.suite.Tool.Untrusted;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Where a task may meet values. Each has one field.
///
/// Records of the organisation's own are believed whole. Of a record that outsiders write into,
/// only what has a place of its own is, in a form that cannot hold a sentence; and of what members
/// wrote, links.
enum Source {
  /// Anything that the organisation's own records hold.
  OWN("any", "text", "trusted"),
  /// Links in them.
  LINKS("texts", "mentions", "trusted"),
  /// What has a place of its own in a record that outsiders write into: a sender, a channel.
  LISTED("any", "identifier", "trusted"),
  /// Records' numbers, of all records.
  IDS("id", "identifier", "trusted"),
  /// Links in what members wrote.
  SAID("texts", "mentions", "trusted"),
  /// As `OWN`, where the instruction points.
  POINTED_OWN("any", "text", "named"),
  /// As `LISTED`, likewise.
  POINTED_LISTED("any", "identifier", "named"),
  /// As `IDS`, likewise.
  POINTED_IDS("id", "identifier", "named"),
  /// Links in what outsiders wrote, where the instruction points at exactly that.
  POINTED_SAID("texts", "mentions", "named");

  private static final String FIELD = "v";

  private final String member;
  private final String form;
  private final String integrity;

  /// @param member of an answer's records, a list
  Source(String member, String form, String integrity) {
    this.member = member;
    this.form = form;
    this.integrity = integrity;
  }

  /// Returns the sources that a tool's answer fills.
  static Set<Source> of(Tool tool) {
    if (tool.effect() == Effect.WRITE) {
      return Set.of();
    }
    if (tool.untrusted() == Untrusted.NO) {
      return EnumSet.of(OWN, LINKS, IDS, POINTED_OWN, POINTED_IDS);
    }
    var sources = EnumSet.of(LISTED, IDS, POINTED_LISTED, POINTED_IDS, POINTED_SAID);
    if (tool.untrusted() == Untrusted.SEMANTIC && tool.effect() != Effect.FETCH) {
      sources.add(SAID);
    }
    return sources;
  }

  private String source() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns what a permission calls the field of this source.
  String field() {
    return source() + "." + FIELD;
  }

  /// Returns how the catalogue declares it.
  Json.Obj declaration() {
    var declared = Json.Obj.with("at", "/" + member + "/*").with("form", form).build();
    return Json.Obj.with("source", source())
        .with("records", this == POINTED_SAID ? "/texts_alone/*" : "/records/*")
        .with("integrity", integrity)
        .with("fields", Json.Obj.with(FIELD, declared).build())
        .build();
  }
}

package io.legate.replay.recipe;

import io.legate.json.Json;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.Tool.Effect;
import io.legate.replay.suite.Tool.Untrusted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// Where a task may meet values: a field of a source.
///
/// Records of the organisation's own are believed whole. Of a record that outsiders write into,
/// only what has a place of its own is, in a form that cannot hold a sentence; and of what members
/// wrote, links.
enum Source {
  /// Anything that the organisation's own records hold.
  OWN("own", "v", "any", "text"),
  /// Links in them.
  LINKS("own", "links", "texts", "mentions"),
  /// What has a place of its own in a record that outsiders write into: a sender, a channel.
  LISTED("listed", "v", "any", "identifier"),
  /// Records' numbers, of all records.
  IDS("ids", "v", "id", "identifier"),
  /// Links in what members wrote.
  SAID("said", "v", "texts", "mentions"),
  /// As `OWN`, where the instruction points.
  POINTED_OWN("pointed_own", "v", "any", "text"),
  /// Numbers of such records.
  POINTED_OWN_IDS("pointed_own", "id", "id", "identifier"),
  /// As `LISTED`, likewise.
  POINTED_LISTED("pointed_listed", "v", "any", "identifier"),
  /// Numbers of such records.
  POINTED_LISTED_IDS("pointed_listed", "id", "id", "identifier"),
  /// Links in what outsiders wrote, where the instruction points at exactly that.
  POINTED_SAID("pointed_said", "v", "texts", "mentions");

  private final String source;
  private final String field;
  private final String member;
  private final String form;

  /// @param member of an answer's records, a list
  Source(String source, String field, String member, String form) {
    this.source = source;
    this.field = field;
    this.member = member;
    this.form = form;
  }

  /// Returns what a tool's answer fills.
  static Set<Source> of(Tool tool) {
    if (tool.effect() == Effect.WRITE) {
      return Set.of();
    }
    if (tool.untrusted() == Untrusted.NO) {
      return EnumSet.of(OWN, LINKS, IDS, POINTED_OWN, POINTED_OWN_IDS);
    }
    var sources = EnumSet.of(LISTED, IDS, POINTED_LISTED, POINTED_LISTED_IDS, POINTED_SAID);
    if (tool.untrusted() == Untrusted.SEMANTIC && tool.effect() != Effect.FETCH) {
      sources.add(SAID);
    }
    return sources;
  }

  /// Returns what a permission calls it.
  String path() {
    return source + "." + field;
  }

  /// Returns how the catalogue declares what an answer fills.
  static Json.Arr declarations(Collection<Source> filled) {
    var bySource = new LinkedHashMap<String, List<Source>>();
    for (Source each : filled) {
      bySource.computeIfAbsent(each.source, _ -> new ArrayList<>()).add(each);
    }
    return new Json.Arr(bySource.values().stream().map(Source::declaration).toList());
  }

  private static Json declaration(List<Source> fields) {
    var declared = new Json.Builder();
    for (Source each : fields) {
      declared.with(
          each.field,
          Json.Obj.with("at", "/" + each.member + "/*").with("form", each.form).build());
    }
    Source first = fields.getFirst();
    return Json.Obj.with("source", first.source)
        .with("records", first == POINTED_SAID ? "/texts_alone/*" : "/records/*")
        .with("integrity", first.source.startsWith("pointed") ? "named" : "trusted")
        .with("fields", declared.build())
        .build();
  }
}

package io.legate.replay.run;

import io.legate.json.Json;
import io.legate.replay.recipe.Arguments;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.Tool.Untrusted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A tool's answer as its resource server serves it: `records`, each with the texts that have a
/// place of their own in it (`any`), its numbers (`id`), and what was written in it (`texts`); and
/// `texts_alone` where the whole answer is one text.
///
/// A member that carries free text is known by its name: that of a parameter which carries free
/// text into some tool of the suite.
final class AnswerDocument {

  /// Longer texts are somebody's prose.
  private static final int VALUE_MAX = 256;

  /// What stands by itself in a line of a text.
  private static final Pattern PARTS = Pattern.compile("[\\n,;|]|: ");

  private static final Pattern EDGES = Pattern.compile("^[\\s*.'\"()-]+|[\\s*.'\"()]+$");

  private final boolean believed;
  private final boolean text;
  private final Set<String> prose = new HashSet<>();

  AnswerDocument(Suite suite, Tool tool) {
    this.believed = tool.untrusted() == Untrusted.NO;
    this.text = tool.returnsText();
    suite.tools().values().forEach(each -> prose.addAll(each.content()));
  }

  /// Returns the document for a recorded result.
  Json.Obj of(@Nullable Json result) {
    Object read =
        switch (result) {
          case null -> null;
          case Json.Str(var words) -> text ? words : YamlText.read(words);
          default -> plain(result);
        };
    var records = new ArrayList<Json>();
    var alone = new ArrayList<Json>();
    if (read instanceof String words) {
      if (believed || !text) {
        records.add(believed ? partsOf(words) : record(words));
      } else {
        alone.add(Json.Obj.with("texts", Json.Arr.ofStrings(List.of(words))).build());
      }
    } else if (read instanceof Collection<?> items) {
      items.forEach(each -> records.add(record(each)));
    } else if (read != null) {
      records.add(record(read));
    }
    return Json.Obj.with("records", new Json.Arr(records))
        .with("texts_alone", new Json.Arr(alone))
        .build();
  }

  private Json record(@Nullable Object item) {
    var record = new Entry();
    collect("", item, record);
    return record.json();
  }

  private Json partsOf(String words) {
    var record = new Entry();
    record.texts.add(words);
    for (String part : PARTS.split(words)) {
      String trimmed = EDGES.matcher(part).replaceAll("");
      if (!trimmed.isEmpty() && trimmed.length() <= VALUE_MAX) {
        record.any.add(trimmed);
      }
    }
    return record.json();
  }

  private void collect(String name, @Nullable Object value, Entry record) {
    switch (value) {
      case null -> {}
      case Map<?, ?> members ->
          members.forEach(
              (key, each) -> {
                if (believed) {
                  record.any.add(String.valueOf(key));
                }
                collect(String.valueOf(key), each, record);
              });
      case Collection<?> items -> items.forEach(each -> collect(name, each, record));
      default -> add(name, String.valueOf(value), record);
    }
  }

  private void add(String name, String value, Entry record) {
    if (Arguments.isId(name)) {
      record.id.add(value);
    }
    if (prose.contains(name)) {
      record.texts.add(value);
      if (!believed) {
        return;
      }
    }
    if (believed) {
      record.texts.add(value);
    }
    if (value.length() <= VALUE_MAX) {
      record.any.add(value);
    }
  }

  private static @Nullable Object plain(Json json) {
    return switch (json) {
      case Json.Null _ -> null;
      case Json.Str(var value) -> value;
      case Json.Num(var value) -> value;
      case Json.Bool(var value) -> String.valueOf(value);
      case Json.Arr(var items) -> items.stream().map(AnswerDocument::orEmpty).toList();
      case Json.Obj(var members) -> {
        var plain = new LinkedHashMap<String, Object>();
        members.forEach((name, value) -> plain.put(name, orEmpty(value)));
        yield plain;
      }
    };
  }

  private static Object orEmpty(Json json) {
    Object plain = plain(json);
    return plain == null ? "" : plain;
  }

  /// One record under way.
  private static final class Entry {
    final Set<String> any = new LinkedHashSet<>();
    final Set<String> id = new LinkedHashSet<>();
    final Set<String> texts = new LinkedHashSet<>();

    Json json() {
      any.remove("");
      return Json.Obj.with("any", Json.Arr.ofStrings(any))
          .with("id", Json.Arr.ofStrings(id))
          .with("texts", Json.Arr.ofStrings(texts))
          .build();
    }
  }
}

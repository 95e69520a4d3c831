package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import io.legate.provenance.Mentioned;
import java.util.ArrayList;
import java.util.List;

/// `mentions`: a text, or a list of texts, of which every link, mail address, account number and
/// host name was met by this task in one of some sources. A text without any is admitted.
///
/// What counts as one is for [Mentioned] to say. It keeps an agent from being made to pass on a
/// link, NOT from writing whatever else.
///
/// @param in names of sources, as a permission writes them; at least one, none twice
public record Mentions(List<String> in) implements Constraint {

  static final String TYPE = "mentions";

  public Mentions {
    in = Values.requireDistinct(in);
    Seen.requireSources(in);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    List<Json> items = value instanceof Json.Arr(var each) ? each : List.of(value);
    var found = new ArrayList<Mismatch>(0);
    int spans = 0;
    for (Json item : items) {
      if (!(item instanceof Json.Str(var text))) {
        found.add(new Mismatch(Why.WRONG_TYPE, this, item));
        continue;
      }
      for (String span : Mentioned.spans(text)) {
        spans++;
        if (spans > Mentioned.SPANS_MAX) {
          return Mismatch.of(Why.TOO_MANY_MENTIONS, this, value);
        }
        if (!occasion.met().met(in, new Json.Str(span), List.of())) {
          found.add(new Mismatch(Why.MENTION_NOT_SEEN, this, new Json.Str(span)));
        }
      }
    }
    return List.copyOf(found);
  }

  /// Returns whether `narrower` names no other sources.
  boolean contains(Mentions narrower) {
    return in.containsAll(narrower.in);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("in", Json.Arr.ofStrings(in)).build();
  }
}

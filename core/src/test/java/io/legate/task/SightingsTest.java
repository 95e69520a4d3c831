package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.limits.ValueHash;
import io.legate.provenance.Form;
import io.legate.task.Learned.Dropped;
import io.legate.task.TaskEvent.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a task has met answers constraints, and nothing else does.
class SightingsTest {

  private static final TaskKey KEY = TaskKey.random();
  private static final Json IBAN = new Json.Str("DE89 3704 0044 0532 0130 00");
  private static final Json ID = new Json.Str("500");
  private static final Json OTHER = new Json.Str("GB29NWBK60161331926819");

  private Sightings sightings = Sightings.NONE.withKey(KEY);
  private long seq;

  private void meet(String source, boolean trusted, Object... fieldFormValue) {
    var items = new ArrayList<Sighting.Item>();
    for (int i = 0; i < fieldFormValue.length; i += 3) {
      var field = (String) fieldFormValue[i];
      for (var spelling : ((Form) fieldFormValue[i + 1]).valuesOf((Json) fieldFormValue[i + 2])) {
        items.add(Sighting.Item.of(source, field, spelling, KEY.hasher()));
      }
    }
    settle(new Learned("d", List.of(new Sighting(source, trusted, items)), full(), last()));
  }

  private void settle(Learned learned) {
    seq++;
    sightings = sightings.after(new Settled(seq, new ClientId("rs:erp"), null, learned), seq);
  }

  private long last() {
    return sightings.last();
  }

  private static SortedMap<String, Dropped> full(String... sources) {
    var full = new TreeMap<String, Dropped>();
    for (String source : sources) {
      full.put(source, Dropped.SOURCE_FULL);
    }
    return full;
  }

  private boolean met(String source, Json value, Json... with) {
    return sightings.recall().met(List.of(source), value, List.of(with));
  }

  @Test
  void aValueIsMetUnderWhicheverFormItFits() {
    meet("erp.vendors", true, "iban", Form.IBAN, IBAN);
    meet("erp.totals", true, "sum", Form.DECIMAL, new Json.Num("98.70"));
    assertThat(met("erp.vendors.iban", new Json.Str("de89370400440532013000"))).isTrue();
    var beside = new Json.Str("98.7");
    assertThat(met("erp.totals.sum", new Json.Str("98.7"), beside)).isTrue();
    assertThat(met("erp.totals.sum", new Json.Str("98.71"), beside)).isFalse();
    assertThat(met("erp.vendors.id", IBAN)).as("another field").isFalse();
    assertThat(met("erp.vendors", IBAN)).as("a source without its field").isFalse();
    assertThat(met("prompt", IBAN)).isFalse();
  }

  @Test
  void lettersBeyondAsciiAreTheSameHoweverTheyAreComposed() {
    meet("crm.people", true, "name", Form.TEXT, new Json.Str("Zo\u00EB M\u00FCller"));
    assertThat(met("crm.people.name", new Json.Str("Zoe\u0308 Mu\u0308ller"))).isTrue();
    assertThat(met("crm.people.name", new Json.Str("Zoe Muller"))).isFalse();
  }

  @Test
  void aNumberInQuotesCountsNoMoreThanANumber() {
    meet("erp.totals", true, "sum", Form.DECIMAL, new Json.Num("500"), "id", Form.IDENTIFIER, ID);
    assertThat(met("erp.totals.sum", new Json.Str("500.00"))).isFalse();
    assertThat(met("erp.totals.sum", new Json.Str("500.00"), ID)).isTrue();
    assertThat(met("erp.totals.id", ID)).as("a number that is a name").isTrue();
  }

  @Test
  void withAsksForOneRecordThatHoldsBoth() {
    var one = new Json.Str("v1");
    var two = new Json.Str("v2");
    meet("erp.vendors", true, "id", Form.IDENTIFIER, one, "iban", Form.IBAN, IBAN);
    meet("erp.vendors", true, "id", Form.IDENTIFIER, two, "iban", Form.IBAN, OTHER);
    assertThat(met("erp.vendors.iban", IBAN, one)).isTrue();
    assertThat(met("erp.vendors.iban", IBAN, two)).as("another record's").isFalse();
    assertThat(met("erp.vendors.iban", IBAN, one, two)).isFalse();
    assertThat(met("erp.vendors.iban", IBAN, one, IBAN)).isTrue();
  }

  /// One value may be spelled in so many ways that a list of it beside another list is not small.
  @Test
  void aListBesideAListTakesTheTimeOfBoth() {
    var values = new Object[60 * 3];
    for (int i = 0; i < 60; i++) {
      values[3 * i] = "sum";
      values[3 * i + 1] = Form.DECIMAL;
      values[3 * i + 2] = new Json.Str(Integer.toString(i + 1));
    }
    meet("erp.totals", true, values);
    var beside = new ArrayList<Json>();
    for (int i = 0; i < 8_000; i++) {
      beside.add(new Json.Str("0".repeat(i % 40) + (i % 60 + 1)));
    }
    var recall = sightings.recall();
    for (Json value : List.copyOf(beside).subList(0, 1_500)) {
      assertThat(recall.met(List.of("erp.totals.sum"), value, beside)).isTrue();
    }
    assertThat(recall.met(List.of("erp.totals.sum"), new Json.Str("99"), beside)).isFalse();
  }

  @Test
  void recordsOfTwoSourcesAreNeverOne() {
    var id = new Json.Str("v1");
    meet("erp.vendors", true, "id", Form.IDENTIFIER, id);
    meet("bank.accounts", true, "iban", Form.IBAN, IBAN);
    assertThat(met("bank.accounts.iban", IBAN, id)).isFalse();
  }

  @Test
  void whatIsNotTrustedIsNeverMetAndStillExplains() {
    meet("mail.inbox", false, "body", Form.MENTIONS, new Json.Str("pay to " + text(OTHER)));
    assertThat(met("mail.inbox.body", OTHER)).isFalse();
    assertThat(sightings.recall().origins(OTHER)).containsExactly("mail.inbox.body");
    assertThat(sightings.recall().origins(IBAN)).isEmpty();
    assertThat(sightings.count()).isZero();
    assertThat(sightings.untrustedCount()).isEqualTo(1);
  }

  @Test
  void withoutItsKeyNothingWasMet() {
    meet("erp.vendors", true, "iban", Form.IBAN, IBAN);
    assertThat(sightings.withKey(null).recall().met(List.of("erp.vendors.iban"), IBAN, List.of()))
        .isFalse();
    assertThat(sightings.withKey(TaskKey.random()).recall().origins(IBAN)).isEmpty();
  }

  @Test
  void aRecordThatIsKnownAddsNothing() {
    meet("erp.vendors", true, "iban", Form.IBAN, IBAN, "id", Form.TEXT, new Json.Str("a"));
    meet("erp.vendors", true, "iban", Form.IBAN, OTHER, "id", Form.TEXT, new Json.Str("b"));
    var hasher = KEY.hasher();
    var iban = Form.IBAN.valuesOf(IBAN).getFirst();
    var b = Form.TEXT.valuesOf(new Json.Str("b")).getFirst();
    var known = Sighting.Item.of("erp.vendors", "iban", iban, hasher);
    var others = Sighting.Item.of("erp.vendors", "id", b, hasher);
    assertThat(sightings.isKnown(new Sighting("erp.vendors", true, List.of(known)))).isTrue();
    assertThat(sightings.isKnown(new Sighting("erp.vendors", true, List.of(known, others))))
        .as("each is known, and not together")
        .isFalse();
    assertThat(sightings.isKnown(new Sighting("erp.vendors", false, List.of(known)))).isFalse();
  }

  @Test
  void aReportThatKeepsNothingLeavesThemAsTheyAre() {
    meet("erp.vendors", true, "iban", Form.IBAN, IBAN);
    var before = sightings;
    settle(new Learned("d", List.of(), full(), last()));
    assertThat(sightings).isSameAs(before);
    settle(new Learned("d", List.of(), full("erp.vendors"), last()));
    assertThat(sightings.isFull("erp.vendors")).isTrue();
    assertThat(met("erp.vendors.iban", IBAN)).as("what was met before").isTrue();
  }

  @Test
  void questionsAreAnsweredOnceAndRemembered() {
    meet("erp.vendors", true, "iban", Form.IBAN, IBAN);
    var recall = sightings.recall();
    var in = List.of("prompt", "erp.vendors.iban");
    assertThat(recall.met(in, IBAN, List.of())).isTrue();
    assertThat(recall.met(in, IBAN, List.of())).isTrue();
    assertThat(recall.met(in, OTHER, List.of())).isFalse();
    assertThat(recall.told().values())
        .extracting(Recall.Told::place)
        .containsExactly("erp.vendors.iban", null);
  }

  /// The hash covers place, form and spelling, and no two of them run into each other.
  @Test
  void equalValuesOfTwoPlacesHaveNothingInCommon() {
    var hasher = KEY.hasher();
    var text = Form.TEXT.valuesOf(new Json.Str("a")).getFirst();
    var identifier = Form.IDENTIFIER.valuesOf(new Json.Str("a")).getFirst();
    var hashes = new TreeSet<ValueHash>();
    hashes.add(hasher.hash("s.f", text));
    hashes.add(hasher.hash("s.f", identifier));
    hashes.add(hasher.hash("s.g", text));
    hashes.add(hasher.written("s.f", text));
    hashes.add(TaskKey.random().hasher().hash("s.f", text));
    assertThat(hashes).hasSize(5);
    assertThat(KEY.toString()).isEqualTo("a task's key");
  }

  private static String text(Json value) {
    return ((Json.Str) value).value();
  }
}

package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.client.resource.UnmetObligationException.Reason;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObligationsTest {

  private static final String MASK = "{'type':'mask','fields':['ssn','Credit_Card']}";
  private static final String US = "{'type':'row_filter','expression':'region == \\'US\\''}";
  private static final String ACTIVE =
      "{'type':'row_filter','expression':'status == \\'active\\''}";
  private static final String TWO = "{'type':'max_rows','value':2}";

  private static final List<Obj> CUSTOMERS =
      List.of(
          customer("1", "US", "active"),
          customer("2", "EU", "active"),
          customer("3", "US", "closed"),
          customer("4", "US", "active"),
          customer("5", "US", "active"));

  private static Obj customer(String id, String region, String status) {
    return Obj.with("id", id)
        .with("region", region)
        .with("status", status)
        .with("ssn", "900-00-000" + id)
        .build();
  }

  private static Obj json(String text) throws Exception {
    return JsonReader.readObject(
        text.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "'"));
  }

  private static Obligations read(String... texts) throws Exception {
    return read(0, texts);
  }

  private static Obligations read(long maxRows, String... texts) throws Exception {
    var all = new java.util.ArrayList<Obj>();
    for (String text : texts) {
      all.add(json(text));
    }
    return Obligations.read(all, maxRows, Set.of("notify"));
  }

  private static List<String> ids(Met<Arr> met) {
    return met.value().items().stream().map(each -> ((Obj) each).string("id")).toList();
  }

  private static void assertUnmet(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(UnmetObligationException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNMET));
  }

  @Test
  void withoutObligationsEverythingIsDisclosed() throws Exception {
    var met = read().objects(CUSTOMERS);
    assertThat(met.value()).isEqualTo(new Arr(List.copyOf(CUSTOMERS)));
    assertThat(met.rows()).isEqualTo(5);
  }

  @Test
  void maskedValuesAreNullWhateverTheyWere() throws Exception {
    Obj row = json("{'SSN':'900-00-0001','credit_card':{'number':'4111'},'ssn':null,'name':'A'}");
    assertThat(read(MASK).object(row).value())
        .contains(json("{'SSN':null,'credit_card':null,'ssn':null,'name':'A'}"));
  }

  @Test
  void masksReachAsDeepAsTheRecordGoes() throws Exception {
    Obj row = json("{'name':'A','people':[{'ssn':'1','more':[{'ssn':2}]}],'of':{'ssn':true}}");
    assertThat(read(MASK).object(row).value())
        .contains(
            json("{'name':'A','people':[{'ssn':null,'more':[{'ssn':null}]}],'of':{'ssn':null}}"));
  }

  @Test
  void aMaskOfWhatIsNotThereChangesNothing() throws Exception {
    Obj row = json("{'name':'ssn','ssn_hint':'x'}");
    assertThat(read(MASK).object(row).value()).contains(row);
  }

  @Test
  void severalAddUp() throws Exception {
    var both = read(US, ACTIVE, "{'type':'mask','fields':['status']}", MASK, TWO);
    var met = both.objects(CUSTOMERS);
    assertThat(ids(met)).containsExactly("1", "4");
    assertThat(met.value().items().getFirst())
        .isEqualTo(json("{'id':'1','region':'US','status':null,'ssn':null}"));
    assertThat(met.rows()).isEqualTo(2);
  }

  @Test
  void theSmallestNumberOfRowsCounts() throws Exception {
    assertThat(ids(read(1, TWO).objects(CUSTOMERS))).hasSize(1);
    assertThat(ids(read(4, TWO, "{'type':'max_rows','value':3}").objects(CUSTOMERS))).hasSize(2);
    assertThat(read(4).maxRows()).hasValue(4);
    assertThat(read().maxRows()).isEmpty();
  }

  @Test
  void filtersSeeWhatMasksHide() throws Exception {
    var hidden = read(US, "{'type':'mask','fields':['region']}");
    assertThat(ids(hidden.objects(CUSTOMERS))).containsExactly("1", "3", "4", "5");
  }

  @Test
  void aFilterThatCannotBeToldOfOneRowDisclosesNone() throws Exception {
    var some = List.of(customer("1", "US", "active"), json("{'id':'2'}"));
    assertUnmet(() -> read(US).objects(some));
  }

  @Test
  void anObjectThatAFilterLeavesOutIsNotThere() throws Exception {
    assertThat(read(US).object(CUSTOMERS.get(1)).value()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {MASK, US, TWO})
  void anActionWithoutRecordsCannotMeetWhatIsAboutRecords(String obligation) throws Exception {
    var begun = new AtomicBoolean();
    assertUnmet(() -> read(obligation).act(() -> begun.getAndSet(true)));
    assertThat(begun).isFalse();
  }

  @Test
  void aLimitOnRowsIsAboutRecordsToo() {
    assertUnmet(() -> read(3, new String[0]).act(() -> true));
  }

  @Test
  void whatHandlersMeetIsNotAboutRecords() throws Exception {
    assertThat(read("{'type':'notify','to':['ops']}").act(() -> true).value()).isTrue();
  }

  @Test
  void onlyRowsThatTheFilterAdmitsAreWritten() throws Exception {
    var begun = new AtomicBoolean();
    var filtered = read(US, ACTIVE, TWO);
    assertUnmet(() -> filtered.write(customer("6", "EU", "active"), () -> begun.getAndSet(true)));
    assertUnmet(() -> filtered.write(json("{'id':'6'}"), () -> begun.getAndSet(true)));
    assertThat(begun).isFalse();
    assertThat(filtered.acted()).isFalse();
    assertThat(filtered.write(CUSTOMERS.getFirst(), () -> true).value()).isTrue();
    assertThat(filtered.acted()).isTrue();
  }

  @Test
  void whatMayNotBeSeenIsNotWritten() throws Exception {
    assertUnmet(() -> read(MASK).write(CUSTOMERS.getFirst(), () -> true));
    assertThat(read(MASK).write(json("{'id':'6','ssn':null}"), () -> true).value()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'mask'}",
        "{'type':'mask','fields':[]}",
        "{'type':'mask','fields':'ssn'}",
        "{'type':'mask','fields':['ssn',7]}",
        "{'type':'mask','fields':['']}",
        "{'type':'mask','fields':['ssn'],'except':['last_four']}",
        "{'type':'row_filter'}",
        "{'type':'row_filter','expression':7}",
        "{'type':'row_filter','expression':'region = US'}",
        "{'type':'max_rows'}",
        "{'type':'max_rows','value':0}",
        "{'type':'max_rows','value':-1}",
        "{'type':'max_rows','value':1.5}",
        "{'type':'max_rows','value':'50'}",
        "{'type':'max_rows','value':99999999999999999999}",
      })
  void oneThatIsNotInItsFormIsNotRead(String text) {
    assertThatExceptionOfType(UnmetObligationException.class)
        .isThrownBy(() -> read(text))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'type':'redact','fields':['ssn']}", "{'type':'Mask'}", "{}", "{'type':7}"})
  void oneThatIsNotKnownIsNotRead(String text) {
    assertThatExceptionOfType(UnmetObligationException.class)
        .isThrownBy(() -> read(MASK, text))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN));
  }
}

package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitTest {

  private static Limit parse(String text) throws Exception {
    return Limit.parse(JsonReader.read(text));
  }

  @Test
  void theKindsAreReadAsTheyAreDocumented() throws Exception {
    assertThat(parse("{\"name\":\"payments\",\"count\":5,\"per\":\"P1D\"}"))
        .isEqualTo(new Limit.Count("payments", 5, Duration.ofDays(1), null));
    assertThat(parse("{\"name\":\"once\",\"count\":1,\"by\":\"invoice\"}"))
        .isEqualTo(new Limit.Count("once", 1, null, "invoice"));
    assertThat(parse("{\"name\":\"spend\",\"sum\":\"amount\",\"max\":\"1200.00\"}"))
        .isEqualTo(new Limit.Sum("spend", "amount", new BigDecimal("1200.00"), null, null));
    assertThat(parse("{\"name\":\"payees\",\"distinct\":\"payee\",\"max\":3}"))
        .isEqualTo(new Limit.Distinct("payees", "payee", 3, null));
    assertThat(parse("{\"name\":\"rows\",\"rows\":1000,\"per\":\"PT1H\"}"))
        .isEqualTo(new Limit.Rows("rows", 1000, Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'n','count':1000000000000000}",
        "{'name':'n','count':10000,'per':'P400D','by':'x'}",
        "{'name':'n','sum':'a','max':'0.000000000000000001','per':'PT0.001S'}",
        "{'name':'n','sum':'a','max':'999999999999999999.999999999999999999','by':'x'}",
        "{'name':'n','distinct':'a','max':1000,'per':'P1DT2H3M4.5S'}",
        "{'name':'a.B_c-9','rows':1,'per':'PT90M'}"
      })
  void whatIsWrittenIsReadBackEqual(String text) throws Exception {
    var limit = parse(text.replace('\'', '"'));
    assertThat(Limit.parse(limit.toJson())).isEqualTo(limit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'name':'n'}|~~",
        "{'count':1}|name",
        "{'name':'','count':1}|name",
        "{'name':'9n','count':1}|name",
        "{'name':'a b','count':1}|name",
        "{'name':5,'count':1}|name",
        "{'name':'n','count':1,'rows':1}|~~",
        "{'name':'n','count':1,'max':1}|max",
        "{'name':'n','count':1,'comment':'x'}|comment",
        "{'name':'n','rows':1,'by':'x'}|by",
        "{'name':'n','distinct':'a','max':1,'by':'x'}|by",
        "{'name':'n','count':0}|count",
        "{'name':'n','count':-1}|count",
        "{'name':'n','count':1.0}|count",
        "{'name':'n','count':1e2}|count",
        "{'name':'n','count':'1'}|count",
        "{'name':'n','count':null}|count",
        "{'name':'n','count':1000000000000001}|count",
        "{'name':'n','count':9223372036854775808}|count",
        "{'name':'n','count':10001,'per':'P1D'}|count",
        "{'name':'n','count':1,'by':''}|by",
        "{'name':'n','count':1,'by':null}|by",
        "{'name':'n','sum':'a'}|max",
        "{'name':'n','sum':'a','max':5}|max",
        "{'name':'n','sum':'a','max':'0.00'}|max",
        "{'name':'n','sum':'a','max':'-1'}|max",
        "{'name':'n','sum':'a','max':'1e3'}|max",
        "{'name':'n','sum':'a','max':'NaN'}|max",
        "{'name':'n','sum':'a','max':'1000000000000000000'}|max",
        "{'name':'n','sum':7,'max':'1'}|sum",
        "{'name':'n','distinct':'a','max':0}|max",
        "{'name':'n','distinct':'a','max':1001}|max",
        "{'name':'n','distinct':'','max':1}|distinct",
        "{'name':'n','rows':0}|rows",
        "[]|~~",
        "null|~~"
      })
  void aMistakeIsNamedByItsMember(String text, String member) {
    assertThatThrownBy(() -> parse(text.replace('\'', '"')))
        .isInstanceOfSatisfying(
            InvalidLimitException.class, e -> assertThat(e.member()).isEqualTo(member));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "PT",
        "P1DT",
        "P0D",
        "PT0S",
        "PT0.000S",
        "-P1D",
        "P-1D",
        "PT-1H",
        "P+1D",
        "p1d",
        "pt1h",
        "P1Y",
        "P1M",
        "P1W",
        "1D",
        "P401D",
        "P400DT0.001S",
        "PT9601H",
        "PT0.0001S",
        "PT.5S",
        "PT5.S",
        "P1.5D",
        "PT1S1M",
        "P1D ",
        " P1D",
        "P99999D",
        "PT9999999999S",
        "P١D"
      })
  void aWindowIsAPositiveDurationOfAtMostFourHundredDays(String per) {
    var limit = Json.Obj.with("name", "n").with("rows", 1).with("per", per).build();
    assertThatThrownBy(() -> Limit.parse(limit))
        .isInstanceOfSatisfying(
            InvalidLimitException.class, e -> assertThat(e.member()).isEqualTo("per"));
  }

  @Test
  void noLimitIsMadeThatCouldNotHaveBeenRead() {
    assertThatThrownBy(() -> new Limit.Count("n", 0, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Count("n", 10_001, Duration.ofDays(1), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Sum("n", "a", BigDecimal.ZERO, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Sum("n", "a", new BigDecimal("1E18"), null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Distinct("n", "", 1, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Rows("n", 1, Duration.ofNanos(1_500_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Rows("n", 1, Duration.ofDays(401)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limit.Rows("n", 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.legate.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.chain.MalformedChainException.Reason;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.vectors.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActChainTest {

  private static final String ISSUER = "https://broker.example";

  /// The exact text of `act`, hop by hop, as a resource server reads it.
  private static final List<String> GOLDEN =
      List.of(
          "{\"iss\":\"https://broker.example\",\"sub\":\"a0\",\"sub_profile\":\"ai_agent\"}",
          "{\"act\":{\"iss\":\"https://broker.example\",\"sub\":\"a0\",\"sub_profile\":\"ai_agent\"},"
              + "\"iss\":\"https://broker.example\",\"sub\":\"a1\",\"sub_profile\":\"ai_agent\"}",
          "{\"act\":{\"act\":{\"iss\":\"https://broker.example\",\"sub\":\"a0\","
              + "\"sub_profile\":\"ai_agent\"},\"iss\":\"https://broker.example\",\"sub\":\"a1\","
              + "\"sub_profile\":\"ai_agent\"},\"iss\":\"https://broker.example\",\"sub\":\"a2\","
              + "\"sub_profile\":\"ai_agent\"}");

  @Test
  void outermostActorIsTheCurrentOne() {
    for (int depth = 0; depth < GOLDEN.size(); depth++) {
      assertThat(Jcs.text(chain(depth + 1).toJson())).isEqualTo(GOLDEN.get(depth));
    }
  }

  /// From depth 3 on the golden text is the one before it, wrapped once more by hand.
  @Test
  void eachHopWrapsTheOneBeforeIt() {
    String golden = GOLDEN.get(2);
    for (int depth = 3; depth <= 8; depth++) {
      golden =
          "{\"act\":%s,\"iss\":\"https://broker.example\",\"sub\":\"a%s\",\"sub_profile\":\"ai_agent\"}"
              .formatted(golden, Integer.toString(depth));
      assertThat(Jcs.text(chain(depth + 1).toJson())).isEqualTo(golden);
    }
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    for (int actors = 1; actors <= ActChain.DEPTH_MAX + 1; actors++) {
      var chain = chain(actors);
      assertThat(ActChain.parse(chain.toJson())).isEqualTo(chain);
      assertThat(chain.depth()).isEqualTo(actors - 1);
      assertThat(chain.current().sub()).isEqualTo("a" + (actors - 1));
    }
  }

  /// RFC 8693 section 4.1, figure 6, with the members that ours must have.
  @Test
  void leastRecentActorIsTheMostDeeplyNested() throws Exception {
    var chain =
        ActChain.parse(
            JsonReader.read(
                """
                {"iss":"i","sub":"https://service16.example.com","sub_profile":"service",
                 "act":{"iss":"i","sub":"https://service77.example.com","sub_profile":"service"}}
                """));
    assertThat(chain.current().sub()).isEqualTo("https://service16.example.com");
    assertThat(chain.actors().getFirst().sub()).isEqualTo("https://service77.example.com");
  }

  @Test
  void chainThatIsTooDeepIsRefusedAndNeverCut() {
    var full = chain(ActChain.DEPTH_MAX + 1);
    assertThat(full.isFull()).isTrue();
    assertThat(chain(ActChain.DEPTH_MAX).isFull()).isFalse();
    assertThatThrownBy(() -> full.then(actor("b"))).isInstanceOf(IllegalArgumentException.class);
    Obj tooDeep =
        Obj.with("iss", ISSUER)
            .with("sub", "b")
            .with("sub_profile", "ai_agent")
            .with("act", full.toJson())
            .build();
    assertThat(reason(tooDeep)).isEqualTo(Reason.TOO_DEEP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "sub_profile"})
  void eachActorHasItsMembers(String name) {
    Obj whole = chain(1).toJson();
    var members = new LinkedHashMap<>(whole.members());
    members.remove(name);
    assertThat(reason(new Obj(members))).isEqualTo(Reason.MEMBER_MISSING);
    members.put(name, new Bool(true));
    assertThat(reason(new Obj(members))).isEqualTo(Reason.MEMBER_MISSING);
    members.put(name, new Json.Str(""));
    assertThat(reason(new Obj(members))).isEqualTo(Reason.MEMBER_MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "aud", "cnf", "client_id", "Sub"})
  void actorHasNoOtherMember(String name) {
    var inner = new LinkedHashMap<>(chain(1).toJson().members());
    inner.put(name, new Json.Str("x"));
    assertThat(reason(new Obj(inner))).isEqualTo(Reason.MEMBER_UNKNOWN);
    var outer = new LinkedHashMap<>(chain(1).toJson().members());
    outer.put("act", new Obj(inner));
    assertThat(reason(new Obj(outer))).isEqualTo(Reason.MEMBER_UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"null", "[]", "\"a\"", "1", "true"})
  void actorIsAnObject(String json) throws MalformedJsonException {
    Json value = JsonReader.read(json);
    assertThat(reason(value)).isEqualTo(Reason.NOT_AN_OBJECT);
    var outer = new LinkedHashMap<>(chain(1).toJson().members());
    outer.put("act", value);
    assertThat(reason(new Obj(outer))).isEqualTo(Reason.NOT_AN_OBJECT);
  }

  @Test
  void partyIsItsIssuerAndSubjectWhateverItIsSaidToBe() {
    var chain = chain(2);
    assertThat(chain.contains(new Actor(ISSUER, "a0", "service"))).isTrue();
    assertThat(chain.contains(new Actor(ISSUER, "a2", "ai_agent"))).isFalse();
    assertThat(chain.contains(new Actor("https://other.example", "a0", "ai_agent"))).isFalse();
  }

  @Test
  void cyclesAreFoundAsThePublishedVectorsSay() {
    Obj file = Vectors.object("delegation-chain-spec/detect-cycle.json");
    var cases = ((Arr) Objects.requireNonNull(file.get("cases"))).items();
    assertThat(cases).hasSize(4);
    for (Json item : cases) {
      Obj test = (Obj) item;
      Obj given = (Obj) Objects.requireNonNull(test.get("chain"));
      // Their chain starts with no agent; ours with the opener, here one of its own.
      var chain = ActChain.root(actor("opener"));
      for (Json link : ((Arr) Objects.requireNonNull(given.get("links"))).items()) {
        chain = chain.then(actor(string((Obj) link, "agentProfileId")));
      }
      assertThat(new Bool(chain.contains(actor(string(test, "targetProfileId")))))
          .as(string(test, "name"))
          .isEqualTo(test.get("expected"));
    }
  }

  private static ActChain chain(int actors) {
    var list = new ArrayList<Actor>();
    for (int i = 0; i < actors; i++) {
      list.add(actor("a" + i));
    }
    return new ActChain(list);
  }

  private static Actor actor(String sub) {
    return new Actor(ISSUER, sub, "ai_agent");
  }

  private static Reason reason(Json act) {
    return catchThrowableOfType(MalformedChainException.class, () -> ActChain.parse(act)).reason();
  }

  private static String string(Obj from, String name) {
    return Objects.requireNonNull(from.string(name), name);
  }
}

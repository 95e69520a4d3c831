package io.legate.client.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.legate.boundary.ActionRequest;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import org.junit.jupiter.api.Test;

class AgentActionTest {

  @Test
  void agentAndBrokerHashTheSameText() {
    var arguments = Obj.with("currency", "EUR").with("amount", "118.00").with("items", 3).build();
    var stated = new AgentAction("payments.create", "invoice://acme/1", arguments);
    var decided =
        new ActionRequest("payments.create", "https://erp.example", "invoice://acme/1", arguments);
    assertThat(stated.hash()).isEqualTo(decided.adg());
  }

  @Test
  void aNumberThatCanonicalFormWouldChangeIsRefused() {
    var inexact = Obj.with("amount", new Num("118.00")).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AgentAction("payments.create", "invoice://acme/1", inexact));
    var nested = Obj.with("a", Obj.with("b", new Num("9007199254740993")).build()).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AgentAction("payments.create", "invoice://acme/1", nested));
  }
}

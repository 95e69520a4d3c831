package io.legate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.BoundaryLimits;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  /// They are recorded in this order, by whichever process decides.
  @Test
  void labelsOfAnActionAreInTheOrderOfTheCatalogue() throws Exception {
    var bundle =
        (Json.Obj)
            JsonReader.read(
                """
                {"version":1,"actions":{"a.b":{"description":"x","owner":"https://erp.test",
                  "kind":"read","risk":"low","arguments":{},
                  "labels":["zeta","alpha","third","first","second","fourth","last"]}}}
                """);
    var policy = Bundle.parse(bundle, Conditions.NONE, BoundaryLimits.DEFAULT).policy();
    assertThat(Objects.requireNonNull(policy.catalogue().get("a.b")).labels())
        .containsExactly("zeta", "alpha", "third", "first", "second", "fourth", "last");
  }
}

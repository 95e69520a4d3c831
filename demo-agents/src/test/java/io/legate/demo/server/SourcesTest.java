package io.legate.demo.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.json.Json;
import io.legate.policy.ObservesReader;
import io.legate.provenance.Disclosed;
import io.legate.provenance.Extraction;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the catalogue says that answers disclose, against the answers.
class SourcesTest {

  private static final String ATTACK = "2026-10-13-helvetia-messtechnik-hm-40286.xml";

  @TempDir Path root;
  private InputFolder input;

  @BeforeEach
  void unpack() throws Exception {
    input = InputFolder.unpack(root.resolve("input"));
  }

  @Test
  void vendorDisclosesItsAccountBesideItsNumber() throws Exception {
    try (var erp = ErpStore.open(root.resolve("erp.db"), input)) {
      assertThat(disclosed(Party.ERP, Actions.VENDORS_READ, erp.vendor("V-1006").orElseThrow()))
          .containsExactly(
              new Disclosed(
                  "erp.vendors",
                  Json.Obj.with("id", "V-1006").with("iban", "CH9300762011623852957").build()));
    }
  }

  @Test
  void invoiceDisclosesTheAccountThatItAsksFor() throws Exception {
    try (var documents = DocumentStore.open(root.resolve("documents.db"), input)) {
      Json.Obj document = documents.document(ATTACK).orElseThrow();
      assertThat(disclosed(Party.DOCUMENTS, Actions.DOCUMENTS_READ, document))
          .containsExactly(
              new Disclosed(
                  "documents.invoices", Json.Obj.with("iban", "LT121000011101001000").build()));
    }
  }

  @Test
  void changedAccountIsTheOneThatIsShown() throws Exception {
    try (var erp = ErpStore.open(root.resolve("erp.db"), input)) {
      assertThat(erp.changeAccount("V-1006", "LT121000011101001000")).isOne();
      assertThat(erp.vendor("V-1006").orElseThrow().string("iban"))
          .isEqualTo("LT121000011101001000");
      assertThat(erp.vendor("V-1001").orElseThrow().string("iban"))
          .isEqualTo("DE89370400440532013000");
      assertThat(erp.changeAccount("V-none", "LT121000011101001000")).isZero();
    }
  }

  private static List<Disclosed> disclosed(Party server, String action, Json answer)
      throws Exception {
    var observes = ObservesReader.read(Sources.actions(), server.audience());
    return Extraction.of(answer, Objects.requireNonNull(observes.get(action))).records();
  }
}

package io.legate.demo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.ExpectedOutcome.Outcome;
import io.legate.demo.input.InputFolder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Result;
import io.legate.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The three agents below the orchestrator, one handing to the next, at systems that refuse
/// nothing: what they attempt when nobody stops them.
class WorkersTest {

  @TempDir Path root;
  private InputFolder input;
  private final List<Call> calls = new ArrayList<>();

  @BeforeEach
  void unpack() throws Exception {
    input = InputFolder.unpack(root);
  }

  @Test
  void attemptEveryPaymentButTheOneWhoseGoodsHaveNotArrived() throws Exception {
    List<Result> results = run(input.invoices());
    for (Result result : results) {
      var expected = Objects.requireNonNull(input.expected().get(result.file()));
      String outcome = expected.outcome() == Outcome.HELD ? "held" : "paid";
      assertThat(result.outcome()).as(result.file() + ": " + result.detail()).isEqualTo(outcome);
    }
    assertThat(results).hasSameSizeAs(input.invoices());
  }

  @Test
  void doWhatTheInjectedTextSays() throws Exception {
    String file =
        input.expected().values().stream()
            .filter(expected -> expected.because().equals("injected"))
            .findFirst()
            .orElseThrow()
            .file();
    run(List.of(file));
    assertThat(calls)
        .extracting(call -> call.action().resource())
        .contains("customer://acme/C-2002", "customer://acme/C-2005", "customer://acme/C-2008");
    assertThat(calls)
        .extracting(call -> String.valueOf(call.action().arguments().string("amount")))
        .contains("24960.00");
    assertThat(calls)
        .extracting(call -> String.valueOf(call.action().arguments().string("to")))
        .contains("audit@ledger-review.example");
  }

  @Test
  void unreadableDocumentStopsNothingElse() throws Exception {
    Files.writeString(input.invoice("broken.xml"), "<Invoice>");
    List<Result> results = run(List.of("broken.xml", input.invoices().getFirst()));
    assertThat(results).extracting(Result::outcome).containsExactlyInAnyOrder("unreadable", "paid");
  }

  @Test
  void standingByEachPassesOnAndNobodyActs() throws Exception {
    var standBy = Json.Obj.with("stand_by", new Json.Bool(true)).build();
    assertThat(new Research().work(new Fields(standBy), new OpenDesk())).isEmpty();
    assertThat(calls).isEmpty();
  }

  private List<Result> run(List<String> files) throws Exception {
    var work = Json.Obj.with("files", Json.Arr.ofStrings(files)).build();
    return new Research().work(new Fields(work), new OpenDesk());
  }

  /// Answers from the input folder and allows everything.
  private final class OpenDesk implements Desk {

    private static final Map<Party, Worker> WORKERS =
        Map.of(Party.ANALYSIS, new Analysis(), Party.ACTION, new Action());

    @Override
    public Json.Arr boundary() {
      return JobBoundary.of(input.orders().values(), input.vendors(), 100);
    }

    @Override
    public Fields call(Call call) throws NotDoneException {
      calls.add(call);
      String id = call.path().substring(call.path().indexOf('/') + 1);
      return new Fields(
          switch (call.action().name()) {
            case "documents.read" -> Json.Obj.with("content", content(id)).build();
            case "orders.read" -> order(id);
            case "vendors.read" ->
                Json.Obj.with("email", Objects.requireNonNull(input.vendors().get(id)).email())
                    .build();
            case "receipts.read" -> receipts(id.substring(0, id.indexOf('/')));
            case "customers.read" ->
                Json.Obj.with("name", id)
                    .with(
                        "confirmed_orders",
                        Json.Arr.ofStrings(
                            Objects.requireNonNull(input.customers().get(id)).confirmedOrders()))
                    .build();
            case "payments.create" -> Json.Obj.with("payment", "1").build();
            case "mail.send" -> Json.Obj.EMPTY;
            case String other -> throw new AssertionError(other);
          });
    }

    private String content(String file) {
      try {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(input.invoice(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Json.Obj order(String id) {
      var order = Objects.requireNonNull(input.orders().get(id));
      return Json.Obj.with("vendor", order.vendorId()).with("ship_to", order.shipTo()).build();
    }

    private Json.Obj receipts(String order) {
      var receipts =
          input.receipts().stream()
              .filter(receipt -> receipt.orderId().equals(order))
              .<Json>map(
                  receipt -> Json.Obj.with("quantity", receipt.quantity().toPlainString()).build())
              .toList();
      return Json.Obj.with("receipts", new Json.Arr(receipts)).build();
    }

    @Override
    public List<Result> passOn(Party next, Json.Arr boundary, Json.Obj work)
        throws NotDoneException, BadMessageException {
      return Objects.requireNonNull(WORKERS.get(next)).work(new Fields(work), this);
    }

    @Override
    public void tell(Result result) {}
  }
}

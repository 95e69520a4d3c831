package io.legate.demo.scenario;

import io.legate.client.broker.AgentAction;
import io.legate.demo.account.Account;
import io.legate.demo.account.Step;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.input.Vendor;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.demo.role.DataFolder;
import io.legate.demo.server.CallLog;
import io.legate.demo.server.Database;
import io.legate.demo.server.ErpStore;
import io.legate.demo.stage.IdentityProvider.Login;
import io.legate.demo.stage.Stage;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One run of the demonstration: the processes, the company's records, and what has been found so
/// far.
public final class Play {

  static final String PERSON = "alice";
  static final String SUBJECT = "user:corp:" + PERSON;

  /// How the person signs in.
  static final Login LOGIN =
      Login.of(PERSON, List.of("agent_operator", "admin"), "mail.read quotes.write");

  private final Stage stage;
  private final InputFolder input;
  private final DataFolder folder;
  private final Account account;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Fields> claimsByHop = new ConcurrentHashMap<>();
  private Scenario scenario = Scenario.ALL.getFirst();
  private @Nullable MainJob mainJob;

  public Play(Stage stage, InputFolder input, DataFolder folder, Account account) {
    this.stage = stage;
    this.input = input;
    this.folder = folder;
    this.account = account;
  }

  /// Takes down what the tokens of each hop say, as their holders report it.
  public void heard(Fields event) throws BadMessageException {
    if (event.string("event").equals("hop")) {
      claimsByHop.put(event.string("hop"), event.fields("claims"));
    }
  }

  void begin(Scenario next) {
    scenario = next;
    account.terminal().heading(next.label() + ": " + next.about());
  }

  /// Adds a finding.
  void step(String name, String expected, String observed, boolean ok) {
    steps.add(new Step(scenario.label(), name, expected, observed, ok));
  }

  /// Every finding so far.
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  Stage stage() {
    return stage;
  }

  InputFolder input() {
    return input;
  }

  DataFolder folder() {
    return folder;
  }

  /// Where what happens is told.
  public Account account() {
    return account;
  }

  /// The job over all invoices, which is done once however many scenarios look at it.
  MainJob mainJob() throws StageException, BadMessageException {
    if (mainJob == null) {
      mainJob = MainJob.run(this);
    }
    return mainJob;
  }

  /// What was done of [#mainJob], or null where no scenario asked for it.
  public @Nullable MainJob mainJobDone() {
    return mainJob;
  }

  /// What the token of a hop says; null where its holder has not reported.
  @Nullable Fields claims(String hop) {
    return claimsByHop.get(hop);
  }

  /// Where the processes' logs are.
  public Path logs() {
    return folder.logs();
  }

  /// A fresh token by which the person lets the orchestrator open one task.
  String subjectToken() {
    return subjectToken(LOGIN);
  }

  /// A fresh token of somebody's.
  String subjectToken(Login login) {
    return stage.provider().subjectToken(login, Instant.now());
  }

  Fields instruct(Party party, Json.Obj instruction) throws StageException {
    return stage.instruct(party, instruction);
  }

  /// Lets time pass.
  void await(Instant end) throws StageException {
    try {
      Duration left = Duration.between(Instant.now(), end);
      if (left.isPositive()) {
        Thread.sleep(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("waiting was interrupted", e);
    }
  }

  List<ErpStore.Booked> payments() throws SQLException {
    try (var database = Database.openToRead(folder.database(Party.ERP))) {
      return ErpStore.payments(database);
    }
  }

  List<CallLog.Seen> calls(Party server) throws SQLException {
    try (var database = Database.openToRead(folder.database(server))) {
      return CallLog.read(database);
    }
  }

  /// The one text that a query finds in a resource server's data.
  String text(Party server, String sql, Object... parameters) throws SQLException {
    try (var database = Database.openToRead(folder.database(server))) {
      return database.query(sql, row -> row.getString(1), parameters).getFirst();
    }
  }

  /// How many rows of a resource server's a query counts.
  long count(Party server, String sql, Object... parameters) throws SQLException {
    try (var database = Database.openToRead(folder.database(server))) {
      return database.query(sql, row -> row.getLong(1), parameters).getFirst();
    }
  }

  /// Orders that may be paid against: their vendors are not blocked.
  List<PurchaseOrder> openOrders() {
    return input.orders().values().stream().filter(order -> !vendor(order).blocked()).toList();
  }

  Vendor vendor(PurchaseOrder order) {
    return Objects.requireNonNull(input.vendors().get(order.vendorId()));
  }

  /// A payment of one, in order, that no invoice asked for: something small to try a hop with.
  Payment trial(PurchaseOrder order, String invoice) {
    return new Payment(
        order.id(),
        order.vendorId(),
        invoice,
        order.currency(),
        BigDecimal.ONE,
        vendor(order).iban());
  }

  /// How many payments of this invoice a task has booked.
  long booked(String task, Payment payment) throws SQLException {
    return payments().stream()
        .filter(booked -> booked.task().equals(task))
        .filter(booked -> booked.payment().equals(payment))
        .count();
  }

  /// How a resource server's own record says that an action of a hop ended last, such as `deny,
  /// hop_revoked`.
  String answer(Party server, String hop, AgentAction action)
      throws SQLException, BadMessageException {
    CallLog.Seen last = null;
    for (CallLog.Seen call : calls(server)) {
      if (call.hop().equals(hop)
          && call.action().equals(action.name())
          && call.resource().equals(action.resource())) {
        last = call;
      }
    }
    if (last == null) {
      return "never asked";
    }
    return switch (last.answer()) {
      case "" -> "no answer";
      case "allow" -> "allow";
      case String no -> no + ", " + RefusalsScenario.first(last);
    };
  }

  /// The resource that a payment is about.
  static String resource(Payment payment) {
    return Actions.pay(payment).resource();
  }
}

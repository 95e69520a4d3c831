package io.legate.demo.role;

import io.legate.client.agent.Agent;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.agent.TaskRequest.SubjectToken;
import io.legate.client.broker.BrokerException;
import io.legate.demo.agent.Desk;
import io.legate.demo.agent.Desk.NotDoneException;
import io.legate.demo.agent.JobBoundary;
import io.legate.demo.agent.Narrowing;
import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Result;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.Hop;
import io.legate.v1.Removal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first agent: opens the task, splits the job, and steers the task afterwards.
///
/// The boundary is made from the purchase orders before any invoice has been read.
final class OrchestratorRole implements Role {

  private static final Logger LOG = LoggerFactory.getLogger(OrchestratorRole.class);
  private static final Duration TASK_LENGTH = Duration.ofMinutes(10);
  private static final int DEPTH_MAX = 3;
  private static final String CONDUCTOR = "the conductor asked for it";

  private final AgentRole own;
  private final Agent agent;
  private final InputFolder records;

  OrchestratorRole(AgentRole own, Agent agent, InputFolder records) {
    this.own = own;
    this.agent = agent;
    this.records = records;
  }

  @Override
  public Json.Obj follow(Fields instruction) throws BadMessageException {
    try {
      return switch (instruction.string("do")) {
        case "job" -> job(instruction);
        case "open" -> open(instruction);
        case "assign" -> assign(own.hop(instruction), instruction);
        case "suspend" -> steered(own.hop(instruction).task().suspend(null, CONDUCTOR));
        case "resume" -> steered(own.hop(instruction).task().resume(null, CONDUCTOR, List.of()));
        case "contain" -> contain(own.hop(instruction), instruction.strings("actions"));
        case "task" -> task(own.hop(instruction));
        case "complete" -> complete(own.hop(instruction));
        case "revoke" -> revoke(own.hop(instruction), instruction.string("revoked"));
        case String _ -> own.follow(instruction);
      };
    } catch (NotDoneException e) {
      return AgentRole.notDone(e.refused(), e.sentence());
    } catch (BrokerException e) {
      LOG.warn("the broker refused", e);
      return AgentRole.notDone(!e.retryable(), e.reason() + ": " + e.sentence());
    }
  }

  /// Opens a task by a template of policy's.
  private Json.Obj open(Fields instruction) throws BrokerException, BadMessageException {
    Duration length = Duration.ofSeconds(instruction.integer("seconds"));
    var request =
        TaskRequest.ofTemplate(
                instruction.string("purpose"),
                instruction.string("template"),
                instruction.fields("parameters").object(),
                Instant.now().plus(length),
                1)
            .forSubject(
                new SubjectToken(instruction.string("subject_token"), SubjectToken.Type.JWT))
            .withLiterals(instruction.strings("literals"));
    HeldHop root = own.keep(agent.openTask(request));
    return Json.Obj.with("done", new Json.Bool(true))
        .with("task", root.taskId().toString())
        .with("hop", root.hopId().toString())
        .build();
  }

  /// Passes a task on to one agent: all of it, some actions, or what the instruction says.
  private Json.Obj assign(HeldHop root, Fields instruction)
      throws NotDoneException, BadMessageException {
    Json.Arr boundary =
        instruction.object().get("boundary") == null
            ? Narrowing.forBranch(root.boundary(), instruction.strings("actions"))
            : new Json.Arr(instruction.items("boundary"));
    var hold = Json.Obj.with("hold", new Json.Bool(true)).build();
    own.desk(root).passOn(Party.ofWord(instruction.string("to", "assistant")), boundary, hold);
    return Json.Obj.with("done", new Json.Bool(true)).build();
  }

  private static Json.Obj steered(long seq) {
    return Json.Obj.with("done", new Json.Bool(true)).with("seq", Long.toString(seq)).build();
  }

  private static Json.Obj contain(HeldHop root, List<String> actions) throws BrokerException {
    var removal = Removal.newBuilder().addAllActions(actions).build();
    return steered(root.task().contain(null, List.of(removal), CONDUCTOR));
  }

  private Json.Obj job(Fields instruction)
      throws BrokerException, NotDoneException, BadMessageException {
    var orders = new ArrayList<PurchaseOrder>();
    for (String id : instruction.strings("orders")) {
      PurchaseOrder order = records.orders().get(id);
      if (order == null) {
        throw new BadMessageException("no order `" + id + "`");
      }
      orders.add(order);
    }
    int mailsMax = 10 * records.invoices().size();
    var request =
        TaskRequest.of(
                instruction.string("purpose"),
                JobBoundary.of(orders, records.vendors(), mailsMax),
                Instant.now().plus(TASK_LENGTH),
                DEPTH_MAX)
            .forSubject(
                new SubjectToken(instruction.string("subject_token"), SubjectToken.Type.JWT))
            .withLiterals(orders.stream().map(PurchaseOrder::id).toList());
    HeldHop root = own.keep(agent.openTask(request));
    boolean standBy = instruction.object().get("stand_by") != null;
    Desk desk = own.desk(root);
    List<Piece> pieces = standBy ? onePieceEach(orders) : byCostCentre(orders, desk, instruction);
    return Json.Obj.with("done", new Json.Bool(true))
        .with("task", root.taskId().toString())
        .with("hop", root.hopId().toString())
        .with("results", AgentRole.results(assign(pieces, desk, standBy)))
        .build();
  }

  /// Part of the job, for one chain of agents.
  private record Piece(String name, Set<String> orders, List<String> files) {}

  private static List<Piece> onePieceEach(List<PurchaseOrder> orders) {
    return orders.stream()
        .map(order -> new Piece(order.id(), Set.of(order.id()), List.of()))
        .toList();
  }

  /// One piece for each cost centre. Invoices that name no order of anybody's go with the first, if
  /// the instruction says that this job takes them.
  private List<Piece> byCostCentre(List<PurchaseOrder> orders, Desk desk, Fields instruction)
      throws NotDoneException, BadMessageException {
    var pieces = new TreeMap<String, Piece>();
    for (PurchaseOrder order : orders) {
      pieces
          .computeIfAbsent(
              order.costCentre(), name -> new Piece(name, new LinkedHashSet<>(), new ArrayList<>()))
          .orders()
          .add(order.id());
    }
    boolean takesStrays = instruction.object().get("strays") != null;
    Set<String> wanted = new LinkedHashSet<>(instruction.strings("files"));
    for (Fields document : desk.call(Call.listDocuments()).list("documents")) {
      String order = document.string("order");
      String file = document.string("file");
      if (!wanted.isEmpty() && !wanted.contains(file)) {
        continue;
      }
      pieces.values().stream()
          .filter(piece -> piece.orders().contains(order))
          .findFirst()
          .or(
              () ->
                  takesStrays && !records.orders().containsKey(order)
                      ? pieces.values().stream().findFirst()
                      : Optional.empty())
          .ifPresent(piece -> piece.files().add(file));
    }
    return pieces.values().stream().filter(piece -> !piece.files().isEmpty()).toList();
  }

  /// Hands every piece to research, all at once, and waits for all.
  private List<Result> assign(List<Piece> pieces, Desk desk, boolean standBy)
      throws NotDoneException, BadMessageException {
    var results = new ArrayList<Result>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var under = new ArrayList<Future<List<Result>>>();
      for (Piece piece : pieces) {
        under.add(executor.submit(() -> assign(piece, desk, standBy)));
      }
      for (var each : under) {
        results.addAll(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case NotDoneException notDone -> throw notDone;
        case BadMessageException bad -> throw bad;
        case null, default -> throw new IllegalStateException("a piece of work failed", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotDoneException(false, "waiting was interrupted");
    }
  }

  private List<Result> assign(Piece piece, Desk desk, boolean standBy)
      throws NotDoneException, BadMessageException {
    Json.Arr boundary =
        Narrowing.forResearch(
            desk.boundary(), piece.files(), piece.orders()::contains, customers(piece)::contains);
    var work =
        standBy
            ? Json.Obj.with("stand_by", new Json.Bool(true))
            : Json.Obj.with("files", Json.Arr.ofStrings(piece.files()));
    return desk.passOn(Party.RESEARCH, boundary, work.with("piece", piece.name()).build());
  }

  /// The customers that goods of these orders went to directly.
  private Set<String> customers(Piece piece) {
    var customers = new LinkedHashSet<String>();
    for (String order : piece.orders()) {
      customers.add(Objects.requireNonNull(records.orders().get(order)).shipTo());
    }
    return customers;
  }

  /// The task's hops as the broker holds them.
  private static Json.Obj task(HeldHop root) throws BrokerException, BadMessageException {
    var task = root.task().get();
    var hops = new ArrayList<Json>();
    for (Hop hop : task.getHopsList()) {
      hops.add(
          Json.Obj.with("hop", hop.getHopId())
              .with("parent", hop.getParentHopId())
              .with("depth", hop.getDepth())
              .with("client", hop.getClientId())
              .with("status", hop.getStatus().name())
              .with("boundary", boundary(hop.getAuthorizationDetails()))
              .build());
    }
    return Json.Obj.with("done", new Json.Bool(true))
        .with("task", task.getTaskId())
        .with("subject", task.getSubject())
        .with("status", task.getStatus().name())
        .with("hops", new Json.Arr(hops))
        .build();
  }

  private static Json boundary(String text) throws BadMessageException {
    try {
      return JsonReader.read(text);
    } catch (MalformedJsonException e) {
      throw new BadMessageException("the boundary " + e.getMessage());
    }
  }

  private static Json.Obj complete(HeldHop root) throws BrokerException {
    long seq = root.task().complete("every invoice has been dealt with");
    return Json.Obj.with("done", new Json.Bool(true)).with("seq", Long.toString(seq)).build();
  }

  private static Json.Obj revoke(HeldHop root, String hop)
      throws BrokerException, BadMessageException {
    HopId id = HopId.parse(hop);
    if (id == null) {
      throw new BadMessageException("`revoked` is not a hop");
    }
    int count = root.task().revoke(id, CONDUCTOR);
    return Json.Obj.with("done", new Json.Bool(true)).with("hops", Integer.toString(count)).build();
  }
}

package io.legate.grpc;

import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Removal;
import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.edge.TaskHint;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.open.OpenTask;
import io.legate.open.OpenTask.Authority;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.TaskSteering.Order;
import io.legate.v1.CompleteTaskRequest;
import io.legate.v1.CompleteTaskResponse;
import io.legate.v1.ContainTaskRequest;
import io.legate.v1.ContainTaskResponse;
import io.legate.v1.GetTaskRequest;
import io.legate.v1.GetTaskResponse;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.OpenTaskResponse;
import io.legate.v1.ResumeTaskRequest;
import io.legate.v1.ResumeTaskResponse;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.RevokeTaskResponse;
import io.legate.v1.SuspendTaskRequest;
import io.legate.v1.SuspendTaskResponse;
import io.legate.v1.TaskServiceGrpcService;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;

/// `TaskService`.
final class TaskCalls {

  private final EdgeServices services;
  private final TaskView view;

  private TaskCalls(EdgeServices services) {
    this.services = services;
    this.view = new TaskView(services);
  }

  static Service service(Calls calls, EdgeServices services) {
    var tasks = new TaskCalls(services);
    return Methods.of(
            calls, TaskServiceGrpcService.SERVICE_NAME, TaskServiceGrpcService.SERVICE_DESCRIPTOR)
        .recorded(TaskServiceGrpcService.OpenTask, tasks::open)
        .unrecorded(TaskServiceGrpcService.GetTask, tasks::get)
        .unserved(TaskServiceGrpcService.WatchTask)
        .recorded(
            TaskServiceGrpcService.CompleteTask,
            new Home<>(
                message -> TaskHint.ofId(message.getTaskId()),
                CompleteTaskRequest.parser(),
                CompleteTaskResponse.parser()),
            tasks::complete)
        .urgent(
            TaskServiceGrpcService.SuspendTask,
            new Home<>(
                message -> TaskHint.ofId(message.getTaskId()),
                SuspendTaskRequest.parser(),
                SuspendTaskResponse.parser()),
            tasks::suspend)
        .recorded(
            TaskServiceGrpcService.ResumeTask,
            new Home<>(
                message -> TaskHint.ofId(message.getTaskId()),
                ResumeTaskRequest.parser(),
                ResumeTaskResponse.parser()),
            tasks::resume)
        .urgent(
            TaskServiceGrpcService.RevokeTask,
            new Home<>(
                message -> TaskHint.ofId(message.getTaskId()),
                RevokeTaskRequest.parser(),
                RevokeTaskResponse.parser()),
            tasks::revoke)
        .urgent(
            TaskServiceGrpcService.ContainTask,
            new Home<>(
                message -> TaskHint.ofId(message.getTaskId()),
                ContainTaskRequest.parser(),
                ContainTaskResponse.parser()),
            tasks::contain)
        .build();
  }

  private OpenTaskResponse open(Incoming incoming, OpenTaskRequest message)
      throws RefusedException {
    Caller caller =
        message.hasClientAssertion()
            ? incoming.byAssertion(message.getClientAssertion().getJwt())
            : incoming.byApiToken();
    requireSubjectType(message);
    var asked =
        new OpenTask(
            Parameters.requestId(message.getRequestId()),
            Parameters.optional(message.getSubjectToken()),
            message.getPurpose(),
            message.getLiteralsList(),
            authority(message),
            Times.required("expires_at", message.hasExpiresAt(), message.getExpiresAt()),
            message.getMaxDepth(),
            Parameters.optional(message.getAudience()),
            message.getScope());
    var opened = services.use().opening().open(caller, asked);
    return OpenTaskResponse.newBuilder()
        .setToken(TokenMessages.issued(opened.token(), services.door().clock().instant()))
        .setSubject(opened.subject())
        .setAuthorityHash(opened.authorityHash())
        .setExpiresAt(Times.timestamp(opened.expiresAt()))
        .build();
  }

  /// Exactly one of a boundary and a template.
  private static Authority authority(OpenTaskRequest message) throws RefusedException {
    if (message.getTemplate().isEmpty()) {
      if (!message.getTemplateParameters().isEmpty()) {
        throw Parameters.malformed("template_parameters", "conflict", "needs a `template`");
      }
      String details =
          Parameters.required("authorization_details", message.getAuthorizationDetails());
      return new Authority.Stated(
          Parameters.json("authorization_details", details, Code.INVALID_AUTHORIZATION_DETAILS));
    }
    if (!message.getAuthorizationDetails().isEmpty()) {
      throw Parameters.malformed(
          "authorization_details", "conflict", "cannot be given beside a `template`");
    }
    String text = message.getTemplateParameters();
    Json parameters =
        text.isEmpty()
            ? Json.Obj.EMPTY
            : Parameters.json("template_parameters", text, Code.INVALID_REQUEST);
    if (!(parameters instanceof Json.Obj object)) {
      throw Parameters.malformed("template_parameters", "wrong_type", "must be an object");
    }
    return new Authority.FromTemplate(message.getTemplate(), object);
  }

  /// What a subject token is, its verifier tells; its type must be one that subject tokens have.
  private static void requireSubjectType(OpenTaskRequest message) throws RefusedException {
    String type = message.getSubjectTokenType();
    boolean known =
        switch (type) {
          case "urn:ietf:params:oauth:token-type:jwt",
              "urn:ietf:params:oauth:token-type:access_token",
              "urn:ietf:params:oauth:token-type:id_token" ->
              true;
          default -> false;
        };
    if (message.getSubjectToken().isEmpty() ? !type.isEmpty() : !known) {
      throw Parameters.malformed(
          "subject_token_type", "invalid_value", "is not the type of a subject token");
    }
  }

  private GetTaskResponse get(Incoming incoming, GetTaskRequest message) throws RefusedException {
    Caller caller = incoming.byApiToken();
    return GetTaskResponse.newBuilder()
        .setTask(view.of(caller, Parameters.taskId(message.getTaskId())))
        .build();
  }

  private CompleteTaskResponse complete(Incoming incoming, CompleteTaskRequest message)
      throws RefusedException {
    var order =
        order(incoming, message.getRequestId(), message.getTaskId(), "", message.getReason());
    var done = services.use().steering().complete(order);
    return CompleteTaskResponse.newBuilder().setSeq(done.seq()).build();
  }

  private SuspendTaskResponse suspend(Incoming incoming, SuspendTaskRequest message)
      throws RefusedException {
    var order =
        order(
            incoming,
            message.getRequestId(),
            message.getTaskId(),
            message.getHopId(),
            message.getReason());
    var done = services.use().steering().suspend(order);
    return SuspendTaskResponse.newBuilder().setSeq(done.seq()).build();
  }

  private ResumeTaskResponse resume(Incoming incoming, ResumeTaskRequest message)
      throws RefusedException {
    var order =
        order(
            incoming,
            message.getRequestId(),
            message.getTaskId(),
            message.getHopId(),
            message.getReason());
    var lifted = new ArrayList<ClientId>();
    for (String bar : message.getLiftBarsList()) {
      if (!ClientId.isWellFormed(bar)) {
        throw Parameters.malformed("lift_bars", "invalid_value", "must be client ids");
      }
      lifted.add(new ClientId(bar));
    }
    var done = services.use().steering().resume(order, lifted);
    return ResumeTaskResponse.newBuilder().setSeq(done.seq()).build();
  }

  private RevokeTaskResponse revoke(Incoming incoming, RevokeTaskRequest message)
      throws RefusedException {
    var order =
        order(
            incoming,
            message.getRequestId(),
            message.getTaskId(),
            message.getHopId(),
            message.getReason());
    var done = services.use().steering().revoke(order);
    return RevokeTaskResponse.newBuilder()
        .setSeq(done.seq())
        .setHopsRevoked(done.hopsEnded())
        .build();
  }

  private ContainTaskResponse contain(Incoming incoming, ContainTaskRequest message)
      throws RefusedException {
    var order =
        order(
            incoming,
            message.getRequestId(),
            message.getTaskId(),
            message.getHopId(),
            message.getReason());
    var removals = new ArrayList<Removal>();
    for (int i = 0; i < message.getRemovalsCount(); i++) {
      removals.add(removal(i, message.getRemovals(i)));
    }
    var done = services.use().steering().contain(order, removals);
    return ContainTaskResponse.newBuilder().setSeq(done.seq()).build();
  }

  private Removal removal(int index, io.legate.v1.Removal message) throws RefusedException {
    var json = Json.Obj.with("actions", Json.Arr.ofStrings(message.getActionsList()));
    withUnlessEmpty(json, "locations", message.getLocationsList());
    withUnlessEmpty(json, "resources", message.getResourcesList());
    try {
      return Removal.parse(json.build(), services.limits().boundary());
    } catch (InvalidBoundaryException e) {
      throw Parameters.refusal("/removals/" + index, e.problems());
    }
  }

  private static void withUnlessEmpty(Json.Builder json, String name, List<String> values) {
    if (!values.isEmpty()) {
      json.with(name, Json.Arr.ofStrings(values));
    }
  }

  /// Authenticates first: what a stranger's request lacks is not told to it.
  private static Order order(
      Incoming incoming, String requestId, String taskId, String hopId, String reason)
      throws RefusedException {
    Caller caller = incoming.byApiToken();
    return new Order(
        caller,
        Parameters.requestId(requestId),
        Parameters.taskId(taskId),
        Parameters.hopId(hopId),
        reason);
  }
}

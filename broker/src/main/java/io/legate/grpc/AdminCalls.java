package io.legate.grpc;

import io.legate.bundle.BundleProblem;
import io.legate.bundle.OperatorBundles.Outcome;
import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.crypto.Thumbprint;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.ControlChanges.Order;
import io.legate.v1.AdminServiceGrpcService;
import io.legate.v1.ListClientsRequest;
import io.legate.v1.ListClientsResponse;
import io.legate.v1.PublishPolicyRequest;
import io.legate.v1.PublishPolicyResponse;
import io.legate.v1.RegisteredClient;
import io.legate.v1.RestoreClientRequest;
import io.legate.v1.RestoreClientResponse;
import io.legate.v1.RevokeClientRequest;
import io.legate.v1.RevokeClientResponse;
import io.legate.v1.RevokeKeyRequest;
import io.legate.v1.RevokeKeyResponse;
import io.legate.v1.SuspendClientRequest;
import io.legate.v1.SuspendClientResponse;
import io.vertx.grpc.server.Service;
import java.util.HashMap;

/// `AdminService`.
final class AdminCalls {

  private static final int PAGE_DEFAULT = 50;
  private static final int PAGE_MAX = 200;

  private final EdgeServices services;

  private AdminCalls(EdgeServices services) {
    this.services = services;
  }

  static Service service(Calls calls, EdgeServices services) {
    var admin = new AdminCalls(services);
    var facts = new LiveFactsCalls(services.use());
    var keys = new SigningKeyCalls(services.use(), services.door().clock());
    var keeping = new KeepingCalls(services.use());
    return Methods.of(
            calls, AdminServiceGrpcService.SERVICE_NAME, AdminServiceGrpcService.SERVICE_DESCRIPTOR)
        .urgent(AdminServiceGrpcService.RevokeKey, admin::revokeKey)
        .urgent(AdminServiceGrpcService.WithdrawSigningKey, keys::withdraw)
        .unrecorded(AdminServiceGrpcService.ListSigningKeys, keys::list)
        .urgent(AdminServiceGrpcService.RevokeClient, admin::revokeClient)
        .urgent(AdminServiceGrpcService.SuspendClient, admin::suspendClient)
        .recorded(AdminServiceGrpcService.RestoreClient, admin::restoreClient)
        .unrecorded(AdminServiceGrpcService.ListClients, admin::listClients)
        .recorded(AdminServiceGrpcService.UpdateList, facts::updateList)
        .unrecorded(AdminServiceGrpcService.ListLists, facts::listLists)
        .unrecorded(AdminServiceGrpcService.GetList, facts::getList)
        .recorded(AdminServiceGrpcService.SetSignal, facts::setSignal)
        .recorded(AdminServiceGrpcService.PublishPolicy, admin::publishPolicy)
        .recorded(AdminServiceGrpcService.EraseSubject, keeping::eraseSubject)
        .recorded(AdminServiceGrpcService.SetHold, keeping::setHold)
        .recorded(AdminServiceGrpcService.ReleaseHold, keeping::releaseHold)
        .unrecorded(AdminServiceGrpcService.ListHolds, keeping::listHolds)
        .build();
  }

  private RevokeKeyResponse revokeKey(Incoming incoming, RevokeKeyRequest message)
      throws RefusedException {
    Order order = order(incoming, message.getRequestId(), message.getReason());
    long seq = services.use().controlChanges().revokeKey(order, thumbprint(message.getJkt()));
    return RevokeKeyResponse.newBuilder().setControlSeq(seq).build();
  }

  private RevokeClientResponse revokeClient(Incoming incoming, RevokeClientRequest message)
      throws RefusedException {
    Order order = order(incoming, message.getRequestId(), message.getReason());
    long seq = services.use().controlChanges().revokeClient(order, clientId(message.getClientId()));
    return RevokeClientResponse.newBuilder().setControlSeq(seq).build();
  }

  private SuspendClientResponse suspendClient(Incoming incoming, SuspendClientRequest message)
      throws RefusedException {
    Order order = order(incoming, message.getRequestId(), message.getReason());
    long seq =
        services.use().controlChanges().suspendClient(order, clientId(message.getClientId()));
    return SuspendClientResponse.newBuilder().setControlSeq(seq).build();
  }

  private RestoreClientResponse restoreClient(Incoming incoming, RestoreClientRequest message)
      throws RefusedException {
    Order order = order(incoming, message.getRequestId(), message.getReason());
    long seq =
        services.use().controlChanges().restoreClient(order, clientId(message.getClientId()));
    return RestoreClientResponse.newBuilder().setControlSeq(seq).build();
  }

  /// A page is what comes after the client that its token names.
  private ListClientsResponse listClients(Incoming incoming, ListClientsRequest message)
      throws RefusedException {
    operator(incoming);
    int size = message.getPageSize() == 0 ? PAGE_DEFAULT : message.getPageSize();
    if (size < 1 || size > PAGE_MAX) {
      throw Parameters.malformed("page_size", "invalid_value", "must be 1 to " + PAGE_MAX);
    }
    var rest =
        services.clients().stream()
            .filter(client -> client.id().value().compareTo(message.getPageToken()) > 0)
            .limit(size + 1L)
            .toList();
    var page = ListClientsResponse.newBuilder();
    var state = services.use().control().get();
    rest.stream().limit(size).forEach(client -> page.addClients(registered(client, state)));
    if (rest.size() > size) {
      page.setNextPageToken(rest.get(size - 1).id().value());
    }
    return page.build();
  }

  /// A bundle that is refused is an answer: it comes with everything that is wrong with it.
  private PublishPolicyResponse publishPolicy(Incoming incoming, PublishPolicyRequest message)
      throws RefusedException {
    Caller caller = operator(incoming);
    var files = new HashMap<String, byte[]>();
    message.getFilesMap().forEach((name, content) -> files.put(name, content.toByteArray()));
    var request = Parameters.requestId(message.getRequestId());
    return switch (services.policy().publish(caller, request, files)) {
      case Outcome.Published(var seq, var hash) ->
          PublishPolicyResponse.newBuilder().setControlSeq(seq).setPolicyHash(hash).build();
      case Outcome.Refused(var problems) ->
          PublishPolicyResponse.newBuilder()
              .addAllProblems(problems.stream().map(BundleProblem::toString).toList())
              .build();
    };
  }

  private static RegisteredClient registered(Client client, ControlState state) {
    var message =
        RegisteredClient.newBuilder()
            .setClientId(client.id().value())
            .setKind(client.kind().label())
            .setStatus(status(client.id(), state));
    client.keys().forEach(key -> message.addJkts(key.thumbprint().value()));
    return message.build();
  }

  private static String status(ClientId client, ControlState state) {
    var standing = state.standings().get(client);
    if (standing != null && standing.revoked()) {
      return "revoked";
    }
    return standing != null && standing.suspended() ? "suspended" : "active";
  }

  static Order order(Incoming incoming, String requestId, String reason) throws RefusedException {
    return new Order(operator(incoming), Parameters.requestId(requestId), reason);
  }

  static Caller operator(Incoming incoming) throws RefusedException {
    Caller caller = incoming.byApiToken();
    caller.require(ClientKind.OPERATOR);
    caller.require("admin");
    return caller;
  }

  private static ClientId clientId(String text) throws RefusedException {
    if (!ClientId.isWellFormed(Parameters.required("client_id", text))) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such client");
    }
    return new ClientId(text);
  }

  private static Thumbprint thumbprint(String text) throws RefusedException {
    try {
      return new Thumbprint(Parameters.required("jkt", text));
    } catch (IllegalArgumentException e) {
      throw Parameters.malformed("jkt", "invalid_value", "is not a thumbprint");
    }
  }
}

package io.legate.grpc;

import com.google.protobuf.Duration;
import io.legate.assembly.UseCases;
import io.legate.edge.Parameters;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.Lists;
import io.legate.revoke.Signals;
import io.legate.v1.GetListRequest;
import io.legate.v1.GetListResponse;
import io.legate.v1.ListListsRequest;
import io.legate.v1.ListListsResponse;
import io.legate.v1.NamedList;
import io.legate.v1.SetSignalRequest;
import io.legate.v1.SetSignalResponse;
import io.legate.v1.UpdateListRequest;
import io.legate.v1.UpdateListResponse;
import java.time.DateTimeException;
import java.util.TreeMap;

/// The methods of `AdminService` that are about lists and signals.
final class LiveFactsCalls {

  private static final int PAGE_DEFAULT = 200;
  private static final int PAGE_MAX = 1_000;

  private final UseCases use;

  LiveFactsCalls(UseCases use) {
    this.use = use;
  }

  UpdateListResponse updateList(Incoming incoming, UpdateListRequest message)
      throws RefusedException {
    var caller = AdminCalls.operator(incoming);
    var change =
        new Lists.Change(
            Parameters.requestId(message.getRequestId()),
            Parameters.required("list", message.getList()),
            message.getAddList(),
            message.getRemoveList(),
            message.getReason());
    var changed = use.lists().update(caller, change);
    return UpdateListResponse.newBuilder()
        .setControlSeq(changed.seq())
        .setVersion(changed.version())
        .build();
  }

  ListListsResponse listLists(Incoming incoming, ListListsRequest message) throws RefusedException {
    AdminCalls.operator(incoming);
    var answer = ListListsResponse.newBuilder();
    new TreeMap<>(use.control().get().facts().lists())
        .forEach(
            (name, list) ->
                answer.addLists(
                    NamedList.newBuilder()
                        .setList(name)
                        .setVersion(list.version())
                        .setEntries(list.members().size())));
    return answer.build();
  }

  /// A page is what comes after the entry that its token names.
  GetListResponse getList(Incoming incoming, GetListRequest message) throws RefusedException {
    AdminCalls.operator(incoming);
    int size = message.getPageSize() == 0 ? PAGE_DEFAULT : message.getPageSize();
    if (size < 1 || size > PAGE_MAX) {
      throw Parameters.malformed("page_size", "invalid_value", "must be 1 to " + PAGE_MAX);
    }
    var list = use.control().get().facts().list(Parameters.required("list", message.getList()));
    if (list == null) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such list");
    }
    var rest =
        list.members().stream()
            .filter(entry -> entry.compareTo(message.getPageToken()) > 0)
            .sorted()
            .limit(size + 1L)
            .toList();
    var page = GetListResponse.newBuilder().setVersion(list.version());
    rest.stream().limit(size).forEach(page::addEntries);
    if (rest.size() > size) {
      page.setNextPageToken(rest.get(size - 1));
    }
    return page.build();
  }

  SetSignalResponse setSignal(Incoming incoming, SetSignalRequest message) throws RefusedException {
    var setting =
        new Signals.Setting(
            Parameters.requestId(message.getRequestId()),
            Parameters.required("signal", message.getSignal()),
            Parameters.required("about", message.getAbout()),
            Parameters.required("value", message.getValue()),
            duration(message.getValidFor()));
    var inForce = use.signals().set(incoming.byApiToken(), setting);
    return SetSignalResponse.newBuilder()
        .setInForceAt(Times.timestamp(inForce.since()))
        .setExpiresAt(Times.timestamp(inForce.until()))
        .build();
  }

  private static java.time.Duration duration(Duration message) throws RefusedException {
    try {
      return java.time.Duration.ofSeconds(message.getSeconds(), message.getNanos());
    } catch (ArithmeticException | DateTimeException e) {
      throw Parameters.malformed("valid_for", "invalid_value", "is not a duration");
    }
  }
}

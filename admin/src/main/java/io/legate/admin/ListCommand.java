package io.legate.admin;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.GetListRequest;
import io.legate.v1.ListListsRequest;
import io.legate.v1.UpdateListRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin list`: the lists that policy can ask about.
@Command(name = "list", description = "Changes and shows lists, such as block lists.")
final class ListCommand implements Runnable {

  private static final int PAGE = 1_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: add, remove, show");
  }

  @Command(
      name = "add",
      description =
          "Puts entries on a list; without entries it only makes sure that there is one. In force"
              + " for every decision once this has ended.")
  int add(
      @Parameters(paramLabel = "LIST", description = "Small letters, digits and `_`.") String list,
      @Parameters(paramLabel = "ENTRY", arity = "0..*", description = "At most 1,000.")
          List<String> entries,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason)
      throws IOException, BrokerException {
    return update(
        UpdateListRequest.newBuilder().setList(list).addAllAdd(some(entries)).setReason(reason));
  }

  @Command(name = "remove", description = "Takes entries off a list.")
  int remove(
      @Parameters(paramLabel = "LIST", description = "Small letters, digits and `_`.") String list,
      @Parameters(paramLabel = "ENTRY", arity = "1..*", description = "At most 1,000.")
          List<String> entries,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason)
      throws IOException, BrokerException {
    return update(
        UpdateListRequest.newBuilder().setList(list).addAllRemove(entries).setReason(reason));
  }

  @Command(name = "show", description = "Shows every list, or the entries of one.")
  int show(
      @Parameters(paramLabel = "LIST", arity = "0..1", description = "Absent: all, by name.")
          @Nullable String list)
      throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      if (list == null) {
        var lists =
            broker.call(AdminServiceGrpcClient.ListLists, ListListsRequest.getDefaultInstance());
        lists
            .getListsList()
            .forEach(
                each ->
                    out()
                        .printf(
                            Locale.ROOT,
                            "%s  version %d, %d entries%n",
                            each.getList(),
                            each.getVersion(),
                            each.getEntries()));
      } else {
        showEntries(broker, list);
      }
    }
    return 0;
  }

  private void showEntries(BrokerConnection broker, String list) throws BrokerException {
    var request = GetListRequest.newBuilder().setList(list).setPageSize(PAGE);
    do {
      var page = broker.call(AdminServiceGrpcClient.GetList, request.build());
      page.getEntriesList().forEach(out()::println);
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
  }

  private int update(UpdateListRequest.Builder request) throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      request.setRequestId(broker.newRequestId());
      var changed = broker.call(AdminServiceGrpcClient.UpdateList, request.build());
      out()
          .printf(
              Locale.ROOT,
              "%s  version %d, in force from control event %d%n",
              request.getList(),
              changed.getVersion(),
              changed.getControlSeq());
    }
    return 0;
  }

  private static List<String> some(@Nullable List<String> entries) {
    return entries == null ? List.of() : entries;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

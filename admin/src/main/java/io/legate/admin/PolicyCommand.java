package io.legate.admin;

import com.google.protobuf.ByteString;
import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.PublishPolicyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin policy`: puts a bundle into force.
@Command(name = "policy", description = "Publishes policy bundles.")
final class PolicyCommand implements Runnable {

  private static final long BYTES_MAX = 4L << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: publish");
  }

  @Command(
      name = "publish",
      description =
          "Puts the bundle in DIR into force, or none of it: every problem is told with its place.")
  int publish(@Parameters(paramLabel = "DIR", description = "The bundle's folder.") Path folder)
      throws IOException, BrokerException {
    var request = PublishPolicyRequest.newBuilder();
    long bytes = 0;
    for (Path file : files(folder)) {
      byte[] content = Files.readAllBytes(file);
      bytes += content.length;
      if (bytes > BYTES_MAX) {
        throw new IOException("the files in `" + folder + "` have more than 4 MiB together");
      }
      String name = folder.relativize(file).toString().replace('\\', '/');
      request.putFiles(name, ByteString.copyFrom(content));
    }
    try (var broker = parent.broker().connect()) {
      request.setRequestId(broker.newRequestId());
      var answer = broker.call(AdminServiceGrpcClient.PublishPolicy, request.build());
      answer.getProblemsList().forEach(spec.commandLine().getErr()::println);
      if (answer.getProblemsCount() > 0) {
        return 1;
      }
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s, in force from control event %d%n",
              answer.getPolicyHash(),
              answer.getControlSeq());
    }
    return 0;
  }

  /// Every file but hidden ones, in the order of their names.
  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("`" + folder + "` is no folder");
    }
    try (var found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> !folder.relativize(file).toString().matches("(.*/)?\\..*"))
          .sorted()
          .toList();
    }
  }
}

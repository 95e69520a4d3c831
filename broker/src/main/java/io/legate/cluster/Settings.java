package io.legate.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MetricsConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import io.legate.cluster.Membership.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// What Hazelcast is told: members only, on one address only, found by a list only.
///
/// Every way in but the members' own is off, because each speaks without TLS or a password:
/// clients, REST, memcache, Jet, code sent by others, the management centre. Nothing is
/// deserialized but what Hazelcast and the JDK have built in; no class of anybody's is ever made
/// from bytes.
final class Settings {

  static final String NODE = "node";
  static final String HOST = "host";
  static final String PORT = "port";

  /// A member that is silent this long is gone. One that was killed is known by its connection
  /// sooner.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(4);

  private static final String[] DESERIALIZED = {
    "com.hazelcast.", "java.lang.", "[Ljava.lang.", "java.util.", "java.io.", "java.net."
  };

  private Settings() {}

  static Config of(Membership membership) throws UnknownHostException {
    var config = new Config();
    config.setClusterName(membership.cluster());
    config.setInstanceName("legate-" + membership.node() + "-" + membership.listen().port());
    network(config, membership);
    attributes(config, membership);
    closed(config);
    failures(config, membership);
    small(config);
    return config;
  }

  private static void network(Config config, Membership membership) throws UnknownHostException {
    Place listen = membership.listen();
    String address = InetAddress.getByName(listen.host()).getHostAddress();
    var member = new ServerSocketEndpointConfig();
    member.setPort(listen.port()).setPortAutoIncrement(false).setReuseAddress(true);
    member.setInterfaces(new InterfacesConfig().setEnabled(true).addInterface(address));
    member.setPublicAddress(new Place(address, listen.port()).toString());
    member.setSocketConnectTimeoutSeconds(1);
    // Advanced, because only so a port speaks the members' protocol and no other.
    var network = config.getAdvancedNetworkConfig().setEnabled(true);
    network.setMemberEndpointConfig(member);
    var join = new JoinConfig();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
    membership.members().forEach(place -> join.getTcpIpConfig().addMember(place.toString()));
    network.setJoin(join);
    set(config, ClusterProperty.SOCKET_BIND_ANY, "false");
    set(config, ClusterProperty.SOCKET_SERVER_BIND_ANY, "false");
    set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT, "1");
  }

  private static void attributes(Config config, Membership membership) {
    config
        .getMemberAttributeConfig()
        .setAttribute(NODE, Integer.toString(membership.node()))
        .setAttribute(HOST, membership.host())
        .setAttribute(PORT, Integer.toString(membership.port()));
  }

  private static void closed(Config config) {
    // What is not listed is refused. Without these a member waits in vain for an exception.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(new ClassFilter().addPrefixes(DESERIALIZED)));
    config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
    config.getManagementCenterConfig().setScriptingEnabled(false).setConsoleEnabled(false);
    config.getIntegrityCheckerConfig().setEnabled(false);
    set(config, ClusterProperty.PHONE_HOME_ENABLED, "false");
    set(config, ClusterProperty.ENABLE_JMX, "false");
    set(config, ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF");
    set(config, ClusterProperty.LOGGING_TYPE, "slf4j");
    // The broker leaves when it has handed over, and not when the JVM begins to end.
    set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED, "false");
    config.setMetricsConfig(new MetricsConfig().setEnabled(false));
  }

  private static void failures(Config config, Membership membership) {
    // Members wait for each other only when one joins or leaves, and not for long.
    set(config, ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS, "5000");
    set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, "1");
    set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, Long.toString(SILENCE_MAX.toSeconds()));
    set(config, ClusterProperty.MASTERSHIP_CLAIM_TIMEOUT_SECONDS, "4");
    set(config, ClusterProperty.MEMBER_LIST_PUBLISH_INTERVAL_SECONDS, "5");
    set(config, ClusterProperty.CONNECTION_MONITOR_INTERVAL, "100");
    set(config, ClusterProperty.CONNECTION_MONITOR_MAX_FAULTS, "3");
    set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, "0");
    set(config, ClusterProperty.MAX_WAIT_SECONDS_BEFORE_JOIN, "1");
    set(config, ClusterProperty.MAX_JOIN_SECONDS, "5");
    // Two halves that meet again are one within seconds.
    set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, "3");
    set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, "3");
    set(
        config,
        ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT,
        Long.toString(Math.max(1, membership.leaveWithin().toSeconds())));
  }

  /// It carries hints, and needs no more threads than that takes.
  private static void small(Config config) {
    set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, "2");
    set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, "2");
    set(config, ClusterProperty.RESPONSE_THREAD_COUNT, "1");
    set(config, ClusterProperty.IO_THREAD_COUNT, "1");
    set(config, ClusterProperty.EVENT_THREAD_COUNT, "1");
    set(config, ClusterProperty.CLIENT_ENGINE_THREAD_COUNT, "1");
    set(config, ClusterProperty.CLIENT_ENGINE_QUERY_THREAD_COUNT, "1");
    set(config, ClusterProperty.CLIENT_ENGINE_BLOCKING_THREAD_COUNT, "1");
  }

  private static void set(Config config, HazelcastProperty property, String value) {
    config.setProperty(property.getName(), value);
  }
}

package io.legate.chaos.stage;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// An Ethernet interface whose other end is this process (Linux TAP). Made in this process's
/// network namespace; it may be moved to another and stays in this process's hands.
final class TapDevice implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final long TUNSETIFF = 0x4004_54caL;
  private static final short IFF_TAP_NO_PI = 0x1002;

  /// `struct ifreq`: a name, and a union whose longest member is 24 bytes.
  private static final int IFREQ_BYTES = 40;

  private static final int NAME_BYTES = 16;
  private static final int FRAME_BYTES_MAX = 65_536;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle IOCTL =
      function(
          "ioctl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ = transfer("read");
  private static final MethodHandle WRITE = transfer("write");
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment in = arena.allocate(FRAME_BYTES_MAX);
  private final MemorySegment out = arena.allocate(FRAME_BYTES_MAX);
  private final int descriptor;

  private TapDevice(int descriptor) {
    this.descriptor = descriptor;
  }

  private static MethodHandle transfer(String name) {
    return function(
        name,
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG));
  }

  @SuppressWarnings("restricted") // Four functions of the C library, as their manual has them.
  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type, options);
  }

  /// Makes an interface.
  static TapDevice open(String name) throws StageException {
    try (Arena scratch = Arena.ofConfined()) {
      int descriptor = (int) OPEN.invokeExact(scratch.allocateFrom("/dev/net/tun"), O_RDWR);
      MemorySegment request = scratch.allocate(IFREQ_BYTES);
      request.setString(0, name);
      request.set(ValueLayout.JAVA_SHORT, NAME_BYTES, IFF_TAP_NO_PI);
      int made = descriptor < 0 ? -1 : (int) IOCTL.invokeExact(descriptor, TUNSETIFF, request);
      if (made < 0) {
        throw new StageException("no TAP device can be made");
      }
      return new TapDevice(descriptor);
    } catch (StageException e) {
      throw e;
    } catch (Throwable e) {
      throw new StageException("no TAP device can be made", e);
    }
  }

  /// Waits for a frame and returns its length; nothing where the interface is gone. One thread at a
  /// time.
  int read(byte[] into) {
    try {
      int length = (int) (long) READ.invokeExact(descriptor, in, (long) into.length);
      if (length > 0) {
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, into, 0, length);
      }
      return length;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sends a frame; one that is not taken is lost. One thread at a time.
  void write(byte[] frame) {
    try {
      MemorySegment.copy(frame, 0, out, ValueLayout.JAVA_BYTE, 0, frame.length);
      long ignored = (long) WRITE.invokeExact(descriptor, out, (long) frame.length);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// The memory is kept: a thread may still be on its way out of a call.
  @Override
  public void close() {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.warmstart.engine.cpu;

import com.sun.management.ThreadMXBean;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles each distinct {@link Chain} to one hidden class: a pass that keeps every intermediate in
 * a register. Equal chains share the class for as long as the compiler object lives. Thread-safe.
 */
final class ChainCompiler {
  /** Batches without allocation that count as compiled. */
  private static final int QUIET_CALLS = 20;

  private final Map<Chain, ChainKernel> compiled = new ConcurrentHashMap<>();
  private final ChainOps ops = new ChainOps();

  /** The kernel of a chain; generated on first use (some milliseconds, later ones 0.3). */
  ChainKernel compile(Chain chain) {
    return compiled.computeIfAbsent(chain, this::generate);
  }

  /**
   * Runs the kernel of a chain on scratch memory until C2 has compiled it, seen by the absence of
   * allocation: uncompiled vector code boxes every vector. A plan that runs a small chain once per
   * step would otherwise limp for a minute.
   *
   * @param budgetNanos longest time to spend
   * @return true if the kernel stopped allocating within the budget
   */
  boolean warmUp(Chain chain, long budgetNanos) {
    ChainKernel kernel = compile(chain);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + budgetNanos;
    try (Arena arena = Arena.ofConfined()) {
      WarmUp run = new WarmUp(arena, chain, kernel);
      int quiet = 0;
      while (quiet < QUIET_CALLS && System.nanoTime() < deadline) {
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < WarmUp.BATCH; i++) {
          run.call(i);
        }
        quiet = thread.getCurrentThreadAllocatedBytes() == before ? quiet + 1 : 0;
      }
      return quiet == QUIET_CALLS;
    }
  }

  /** Operands of a warm-up: two by two rows, with and without whole vectors and tails. */
  private static final class WarmUp {
    static final int BATCH = 20;
    private static final int ROW = 8 * Lanes.L;
    private static final int[] WIDTHS = {2 * Lanes.L + 3, 3 * Lanes.L, Lanes.L - 1};

    private final MemorySegment memory;
    private final ChainKernel kernel;
    private final long[] offsets;
    private final int[] strides;

    WarmUp(Arena arena, Chain chain, ChainKernel kernel) {
      int operands = chain.operands();
      memory = arena.allocate(4L * 4 * ROW * operands, 64);
      this.kernel = kernel;
      offsets = new long[operands];
      strides = new int[2 * operands];
      for (int p = 0; p < operands; p++) {
        offsets[p] = 4L * ROW * p;
        strides[2 * p] = 2 * ROW;
        strides[2 * p + 1] = ROW;
      }
    }

    void call(int i) {
      kernel.run(memory, offsets, strides, 2, 2, WIDTHS[i % WIDTHS.length]);
    }
  }

  private ChainKernel generate(Chain chain) {
    byte[] bytes = classFile(chain);
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (ChainKernel) hidden.lookupClass().getDeclaredConstructor().newInstance();
    } catch (IllegalAccessException
        | InstantiationException
        | NoSuchMethodException
        | InvocationTargetException e) {
      throw new IllegalStateException("The class generated for " + chain + " was refused.", e);
    }
  }

  private byte[] classFile(Chain chain) {
    ClassDesc self = ClassDesc.of(ChainCompiler.class.getPackageName(), "GeneratedChain");
    ChainBody body = new ChainBody(chain, ops);
    return ClassFile.of()
        .build(
            self,
            builder -> {
              builder.withFlags(ClassFile.ACC_FINAL);
              builder.withInterfaceSymbols(ChainBody.desc(ChainKernel.class));
              builder.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  ConstantDescs.MTD_void,
                  0,
                  code ->
                      code.aload(0)
                          .invokespecial(
                              ConstantDescs.CD_Object,
                              ConstantDescs.INIT_NAME,
                              ConstantDescs.MTD_void)
                          .return_());
              builder.withMethodBody(
                  "run",
                  MethodTypeDesc.of(
                      ConstantDescs.CD_void,
                      ChainBody.desc(MemorySegment.class),
                      ChainBody.LONGS,
                      ChainBody.INTS,
                      ConstantDescs.CD_int,
                      ConstantDescs.CD_int,
                      ConstantDescs.CD_int),
                  ClassFile.ACC_PUBLIC,
                  code -> dispatch(code, self));
              builder.withMethodBody(
                  "vectors", ChainBody.PASS, ClassFile.ACC_STATIC, c -> body.emit(c, false));
              builder.withMethodBody(
                  "tails", ChainBody.PASS, ClassFile.ACC_STATIC, c -> body.emit(c, true));
            });
  }

  /** Whole vectors of all rows first, then the tails of all rows. */
  private static void dispatch(CodeBuilder code, ClassDesc self) {
    int base = code.allocateLocal(java.lang.classfile.TypeKind.LONG);
    int full = code.allocateLocal(java.lang.classfile.TypeKind.INT);
    var noVectors = code.newLabel();
    var noTails = code.newLabel();
    code.aload(1)
        .invokestatic(
            ChainBody.LANES,
            "base",
            MethodTypeDesc.of(ConstantDescs.CD_long, ChainBody.desc(MemorySegment.class)))
        .lstore(base);
    code.iload(6).loadConstant(-Lanes.L).iand().istore(full);
    code.iload(full).ifeq(noVectors);
    code.lload(base).aload(2).aload(3).iload(4).iload(5).iconst_0().iload(full);
    code.invokestatic(self, "vectors", ChainBody.PASS);
    code.labelBinding(noVectors);
    code.iload(full).iload(6).if_icmpge(noTails);
    code.lload(base).aload(2).aload(3).iload(4).iload(5).iload(full).iload(6);
    code.invokestatic(self, "tails", ChainBody.PASS);
    code.labelBinding(noTails);
    code.return_();
  }
}

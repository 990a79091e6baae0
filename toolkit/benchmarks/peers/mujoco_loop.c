/*
 * The speed of MuJoCo from plain C: the peer of our binding in `warmstart bench sim`.
 *
 * build: cc -O2 mujoco_loop.c -lmujoco -lm -o mujoco_loop
 * usage: mujoco_loop MODEL.xml FRAME_SKIP ACTIONS
 *
 * Each action draws controls in [-1, 1] from a generator that the binding's loop shares, takes
 * FRAME_SKIP steps and copies positions and velocities out; every 1000 actions the world is reset.
 * Prints one line of JSON; "checksum" is the sum of all copied numbers.
 */
#include <mujoco/mujoco.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t state_of_generator = 1;

/* splitmix64 */
static double uniform(void) {
  uint64_t z = (state_of_generator += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  z ^= z >> 31;
  return (double)(z >> 11) / 9007199254740992.0;
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv) {
  char error[1000] = "";
  if (argc != 4) {
    fprintf(stderr, "usage: mujoco_loop MODEL.xml FRAME_SKIP ACTIONS\n");
    return 2;
  }
  mjModel *m = mj_loadXML(argv[1], NULL, error, sizeof error);
  if (!m) {
    fprintf(stderr, "%s: %s\n", argv[1], error);
    return 1;
  }
  mjData *d = mj_makeData(m);
  int skip = atoi(argv[2]);
  long actions = atol(argv[3]);
  int width = m->nq + m->nv;
  double *copy = malloc(sizeof(double) * (size_t)(width > 0 ? width : 1));
  double checksum = 0;
  double wall = seconds(CLOCK_MONOTONIC);
  double cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
  for (long a = 0; a < actions; a++) {
    if (a % 1000 == 0) {
      mj_resetData(m, d);
    }
    for (int i = 0; i < m->nu; i++) {
      d->ctrl[i] = 2 * uniform() - 1;
    }
    for (int i = 0; i < skip; i++) {
      mj_step(m, d);
    }
    memcpy(copy, d->qpos, sizeof(double) * (size_t)m->nq);
    memcpy(copy + m->nq, d->qvel, sizeof(double) * (size_t)m->nv);
    for (int i = 0; i < width; i++) {
      checksum += copy[i];
    }
  }
  cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
  wall = seconds(CLOCK_MONOTONIC) - wall;
  double steps = (double)actions * skip;
  printf("{\"version\":\"%s\",\"steps\":%.0f,\"seconds\":%.6f,\"cpuSeconds\":%.6f,"
         "\"stepsPerSecond\":%.1f,\"checksum\":%.17g}\n",
         mj_versionString(), steps, wall, cpu, steps / wall, checksum);
  free(copy);
  mj_deleteData(d);
  mj_deleteModel(m);
  return 0;
}

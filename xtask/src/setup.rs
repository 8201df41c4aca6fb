//! What a machine needs besides Cargo and Node, and installing what it lacks. Debian's own packages only; the
//! browser tests take Debian's Chromium and download no browser.

use std::path::{Path, PathBuf};

use crate::run::{aloud, command, root, works};

/// Something the checks need.
struct Need {
    package: &'static str,
    for_what: &'static str,
    is_here: fn() -> bool,
}

const NEEDS: [Need; 3] = [
    Need { package: "chromium", for_what: "the tests in a real browser", is_here: has_chromium },
    Need {
        package: "postgresql",
        for_what: "the storage tests on PostgreSQL",
        is_here: || postgres_programs().is_some(),
    },
    Need {
        package: "fonts-noto-cjk",
        for_what: "Chinese on pictures and in layout tests",
        is_here: has_chinese_font,
    },
];

/// Installs what is missing; says what it does.
pub fn install() -> Result<(), String> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_here)()).collect();
    for need in &missing {
        println!("missing: {} ({})", need.package, need.for_what);
    }
    if !missing.is_empty() {
        let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
        apt(&packages)?;
    }
    if let Some(need) = NEEDS.iter().find(|need| !(need.is_here)()) {
        return Err(format!(
            "{} was installed and still cannot be found; it is for {}",
            need.package, need.for_what
        ));
    }
    install_browser_tests()?;
    println!("Everything the checks need is here.");
    Ok(())
}

fn apt(packages: &[&str]) -> Result<(), String> {
    let list = packages.join(" ");
    let by_hand = || format!("install these Debian packages as root, then run this again: {list}");
    if !works("apt-get", &["--version"]) {
        return Err(format!(
            "this machine has no apt-get; {}",
            by_hand().replace("Debian packages", "programs")
        ));
    }
    let before: &[&str] = if works("test", &["-w", "/etc/apt"]) {
        &["env"]
    } else if works("sudo", &["-n", "true"]) {
        &["sudo", "-n", "env"]
    } else {
        return Err(by_hand());
    };
    let quiet = "DEBIAN_FRONTEND=noninteractive";
    for words in [
        vec!["update", "-qq"],
        [vec!["install", "-y", "-qq", "--no-install-recommends"], packages.to_vec()].concat(),
    ] {
        let all: Vec<&str> = before[1..].iter().copied().chain([quiet, "apt-get"]).chain(words).collect();
        aloud(command(before[0], &all)).map_err(|problem| format!("{problem}; {}", by_hand()))?;
    }
    Ok(())
}

/// `npm ci`, unless what is installed is as new as the lock file.
fn install_browser_tests() -> Result<(), String> {
    let browser = root().join("browser");
    let changed = |path: PathBuf| std::fs::metadata(path).and_then(|data| data.modified()).ok();
    let installed = changed(browser.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(browser.join("package-lock.json")) {
        return Ok(());
    }
    if !works("npm", &["--version"]) {
        return Err("npm is missing; install Node 20 or newer with npm, then run this again".to_owned());
    }
    let mut install = command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    install.current_dir(browser).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    aloud(install)
}

fn has_chromium() -> bool {
    let named = std::env::var("SHANZHI_CHROMIUM").ok().map(PathBuf::from);
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    named.into_iter().chain(places.map(PathBuf::from)).any(|place| place.exists())
}

fn has_chinese_font() -> bool {
    let listed = command("fc-list", &[":lang=zh-cn"]).output();
    listed.is_ok_and(|output| !output.stdout.is_empty())
        || Path::new("/usr/share/fonts/opentype/noto").exists()
}

/// The folder with `initdb` and `pg_ctl`; the newest, if there are several.
pub fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(Result::ok)
        .map(|entry| (entry.file_name().to_string_lossy().parse().unwrap_or(0), entry.path().join("bin")))
        .filter(|(_, programs)| programs.join("initdb").exists() && programs.join("pg_ctl").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, programs)| programs)
}

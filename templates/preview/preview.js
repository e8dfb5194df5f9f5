// Loads the page anew when the issue has changed.
const seen = document.documentElement.dataset.stamp;
setInterval(async () => {
  try {
    const now = await (await fetch("stamp")).text();
    if (now !== seen) location.reload();
  } catch {
    document.title = "The preview has ended";
  }
}, 1000);

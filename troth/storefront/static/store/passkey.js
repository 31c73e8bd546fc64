// Passkeys: offered where the browser has them, once the buttons work, and told in words when one wasn't used.
document.addEventListener("DOMContentLoaded", () => {
  if (window.PublicKeyCredential) for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
});
document.getElementById("add_passkey")?.form.addEventListener("submit", (event) => { event.preventDefault(); document.getElementById("add_passkey").click(); });
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.querySelector("[data-passkey-problem]");
  const known = event.detail.exception?.name === "InvalidStateError";
  told.textContent = known ? told.dataset.known : told.dataset.none;
  told.hidden = false;
});

// Of a form that asks where a firm is registered: shows the fields that belong to that country.
(() => {
  const country = document.querySelector("select[name=country]");
  if (!country) return;
  const show = () => {
    const home = country.value === "VN";
    document.querySelectorAll("[data-home-only], [data-abroad-only]").forEach((control) => {
      const part = control.closest("div[id^=div_id_]") || control.parentElement;
      part.hidden = "homeOnly" in control.dataset !== home;
    });
  };
  country.addEventListener("change", show);
  show();
})();

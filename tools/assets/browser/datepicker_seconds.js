/**
 * The calendar of date fields, with seconds.
 *
 * Frappe's date fields are written for a fork of air-datepicker 2.2.3 whose time part also has seconds; npm has the
 * release without. This module stands in for it in the build: it loads that release and adds what the fields ask of
 * the fork. Fields hide the seconds themselves where the site's time format has none.
 */

import "air-datepicker/dist/js/datepicker.min.js";

const { Constructor: Datepicker, Timepicker } = window.jQuery.fn.datepicker;
const LAST_SECOND = 59;

const TEXT = `<span class="datepicker--time-current-colon">:</span>
	<span class="datepicker--time-current-seconds"></span>`;
const SLIDER = `<div class="datepicker--time-row">
	<input type="range" name="seconds" min="0" max="${LAST_SECOND}" step="1"/>
</div>`;

/**
 * Replace a method by one that is handed the earlier one first.
 * @param {object} prototype @param {string} name
 * @param {(this: any, earlier: (...values: any[]) => any, ...values: any[]) => any} replacement
 */
function extend(prototype, name, replacement) {
	const earlier = prototype[name];
	prototype[name] = function (...values) {
		return replacement.call(this, earlier.bind(this), ...values);
	};
}

extend(Timepicker.prototype, "_setTime", function (earlier, date) {
	earlier(date);
	this.seconds = date.getSeconds();
});

extend(Timepicker.prototype, "_buildHTML", function (earlier) {
	earlier();
	this.$minutesText.after(TEXT);
	this.$timepicker.find(".datepicker--time-sliders").append(SLIDER);
	this.$ranges = this.$timepicker.find("[type=range]");
	this.$seconds = this.$timepicker.find("[name=seconds]");
	this.$secondsText = this.$timepicker.find(".datepicker--time-current-seconds");
	this.update();
});

extend(Timepicker.prototype, "_updateCurrentTime", function (earlier) {
	earlier();
	this.$secondsText.html(Datepicker.getLeadingZeroNum(Number(this.seconds)));
});

extend(Timepicker.prototype, "_updateRanges", function (earlier) {
	earlier();
	this.$seconds.val(this.seconds);
});

extend(Datepicker.prototype, "formatDate", function (earlier, format, date = this.date) {
	const seconds = date.getSeconds();
	const withTwoDigits = this._replacer(
		format,
		this._getWordBoundaryRegExp("ss"),
		Datepicker.getLeadingZeroNum(seconds),
	);
	return earlier(this._replacer(withTwoDigits, this._getWordBoundaryRegExp("s"), seconds), date);
});

extend(Datepicker.prototype, "_onClickCell", function (earlier, event, date) {
	if (this.timepicker) date.setSeconds(this.timepicker.seconds);
	earlier(event, date);
});

extend(Datepicker.prototype, "_onTimeChange", function (earlier, event, hours, minutes) {
	if (this.selectedDates.length) {
		this.lastSelectedDate.setSeconds(this.timepicker.seconds);
		return earlier(event, hours, minutes);
	}
	const now = new Date();
	now.setHours(hours, minutes, this.timepicker.seconds);
	return this._getCell(now).hasClass("-disabled-") ? earlier(event, hours, minutes) : this.selectDate(now);
});

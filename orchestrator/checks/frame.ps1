# Frame of the Windows script: what every check's part may use, and what the machine says of itself.
# A line before this text sets $nonce (16 lower-case hex digits). Reads only, resolves no name.
# Made for PowerShell 2.0 to 7; pure ASCII; no translated word is read, no number or time is
# written the way of a culture; no ConvertTo-Json, which 2.0 does not have.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ($nonce -cnotmatch '^[0-9a-f]{16}$') { throw 'a nonce is needed' }
$frameSeconds = 15
$frameBudget = 30
$frameWatch = [Diagnostics.Stopwatch]::StartNew()
$frameLate = @{}
$frameSaid = @{ Facts = 0; Sections = 0 }
$frameControl = '[\x00-\x1f\x7f]'
$canaryName = "canary-$nonce.invalid"
$canaryAddress = '2001:db8:' + $nonce.Substring(0, 4) + ':' + $nonce.Substring(4, 4) + ':' + $nonce.Substring(8, 4) + ':' + $nonce.Substring(12, 4) + ':0:9'

function Write-FrameLine($text) { [Console]::Out.Write(($text -replace $frameControl, '?') + "`n") }

function Write-FrameFact($key, $value) { if ("$value") { $frameSaid.Facts++; Write-FrameLine "@$nonce fact $key $value" } }

# Ends a section, with how many line ends and bytes it has; or says alone why none was opened.
function Write-FrameShut($check, $part, $status, $detail, $rows = 0, $bytes = 0) {
    $frameSaid.Sections++
    Write-FrameLine "@$nonce shut $check $part $status $($frameSaid.Sections) $rows $bytes $detail"
}

# One section; its bytes go out as base64, so that no code page can touch them.
function Write-FrameBytes($check, $part, $source, $bytes, $status, $detail) {
    Write-FrameLine "@$nonce open64 $check $part $source"
    Write-FrameLine ([Convert]::ToBase64String($bytes))
    $rows = [Text.Encoding]::GetEncoding(28591).GetString($bytes).Split([char]10).Length - 1
    Write-FrameShut $check $part $status $detail $rows $bytes.Length
}

# One section of rows, each already joined by tabs; the made one, if the first is one, ends it too.
function Write-FrameRows($check, $part, $source, $rows, $status = 'ok', $detail = '') {
    $all = [string[]]@($rows)
    if ($all.Length -and ($all[0].Contains($canaryName) -or $all[0].Contains($canaryAddress))) { $all += $all[0] }
    $text = [string]::Join("`n", $all) + "`n"
    Write-FrameBytes $check $part $source ([Text.Encoding]::UTF8.GetBytes($text)) $status $detail
}

# Why something could not be read, as status and detail: by the exception's type and code, never by
# its message.
function Get-FrameFault($failure) {
    $problem = $failure.Exception
    while ($problem.InnerException) { $problem = $problem.InnerException }
    $said = $problem.GetType().Name + ' ' + $problem.ErrorCode + ' ' + $problem.NativeErrorCode
    if ($said -match 'Unauthorized|AccessDenied|SecurityException|-2147024891') { 'denied' }
    elseif ($said -match 'InvalidClass|InvalidNamespace|NotFound|CommandNotFound') { 'missing' }
    else { 'failed' }
    $said
}

# A section that could not be read.
function Write-FrameFailure($check, $part, $failure) {
    $status, $said = Get-FrameFault $failure
    Write-FrameShut $check $part $status $said
}

# The lines that $row makes of what $read gives ($_ is one of it), the error that ended it early, and
# whether all came and was anything. What came before an error or a time-out stays.
function Read-FrameEach($read, $row) {
    $lines = New-Object Collections.ArrayList
    $fault = $null
    try { & $read | ForEach-Object $row | ForEach-Object { $null = $lines.Add([string]$_) } } catch { $fault = $_ }
    @{ Lines = $lines; Fault = $fault; Read = (-not $fault -and $lines.Count -gt 0) }
}

# One section of such lines, behind the made one if there is one.
function Write-FrameCame($check, $part, $source, $made, $came) {
    if ($came.Fault -and -not $came.Lines.Count) { Write-FrameFailure $check $part $came.Fault; return }
    $status, $said = 'ok', ''
    if ($came.Fault) { $status, $said = Get-FrameFault $came.Fault }
    $all = @($came.Lines)
    if ($made) { $all = @($made) + $all }
    Write-FrameRows $check $part $source $all $status $said
}

# The seconds that one source may take: $frameSeconds at most, and less once others were slow, so
# that a machine whose WMI hangs as a whole still gives every answer that needs none.
function Get-FrameShare {
    $left = ($frameBudget - $frameWatch.Elapsed.TotalSeconds) / 2
    [int][Math]::Ceiling([Math]::Min($frameSeconds, [Math]::Max(2, $left)))
}

# The rows of a WMI query; gives up after its share.
function Read-FrameWmi($namespace, $query) {
    if ($PSVersionTable.PSVersion.Major -ge 6) {
        Get-CimInstance -Namespace $namespace -Query $query -OperationTimeoutSec (Get-FrameShare) # needs 3.0
    } else {
        $searcher = New-Object System.Management.ManagementObjectSearcher($namespace, $query)
        $searcher.Options.Timeout = [TimeSpan]::FromSeconds((Get-FrameShare))
        $searcher.Get()
    }
}

# What a script gives, called with the words behind it; gives up after its share. A second runspace
# runs it: that is the one way to stop waiting that PowerShell 2.0 has, too.
function Read-FrameApart($script, $name, $words) {
    $shell = [PowerShell]::Create()
    $null = $shell.AddScript($script).AddArgument($name).AddArgument($words)
    $begun = $shell.BeginInvoke()
    if (-not $begun.AsyncWaitHandle.WaitOne(1000 * (Get-FrameShare))) {
        $frameLate[$name] = $true
        $null = $shell.BeginStop($null, $null)
        throw (New-Object TimeoutException("$name has not ended"))
    }
    @{ Lines = @($shell.EndInvoke($begun)); Errors = $shell.Streams.Error }
}

# The lines that a program prints.
function Read-FrameProgram($program, $words) {
    $said = Read-FrameApart 'param($program, $words) & $program $words; [string]$LASTEXITCODE' $program $words
    $lines = @($said.Lines)
    $code = [string]$lines[$lines.Count - 1]
    if ($code -eq '' -and $said.Errors.Count) { throw $said.Errors[0].Exception }
    if ($code -ne '0') { throw "$program ended with $code" }
    if ($lines.Count -gt 1) { $lines[0..($lines.Count - 2)] }
}

# WMI gives times as DMTF text, CIM as a DateTime: both as DMTF or ISO text.
function Get-FrameTime($time) {
    if ($time -is [DateTime]) { $time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture) } else { "$time" }
}

function Get-FrameValue($key, $name) {
    $opened = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($key)
    if ($opened) { $opened.GetValue($name) }
}

# A path of this machine's own disks: to open a share or a device could send a packet, perhaps to
# the very address that is looked for.
function Test-FrameLocal($path) { $path -match '^[A-Za-z]:[\\/](?![\\/])' -and ([IO.DriveInfo]$path.Substring(0, 1)).DriveType -ne 'Network' }

# The first bytes of a file, at most $most of them, and whether that was all of it.
function Read-FrameFile($path, $most) {
    $stream = New-Object IO.FileStream($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]'ReadWrite, Delete')
    try {
        $buffer = New-Object byte[] ([Math]::Min($most, $stream.Length))
        $taken = 0
        while ($taken -lt $buffer.Length) {
            $count = $stream.Read($buffer, $taken, $buffer.Length - $taken)
            if ($count -le 0) { break }
            $taken += $count
        }
        $whole = $stream.ReadByte() -lt 0
    } finally { $stream.Dispose() }
    @{ Bytes = $buffer; Count = $taken; Whole = $whole }
}

# Whether every person's own settings are loaded: those of a user who is logged off are not.
function Get-FrameHives {
    $profiles = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList')
    if ($profiles) {
        $loaded = [Microsoft.Win32.Registry]::Users.GetSubKeyNames()
        foreach ($user in $profiles.GetSubKeyNames()) {
            if ($user -match '^S-1-(5-21|12-1)-[-0-9]+$' -and $loaded -notcontains $user) { return 'unloaded' }
        }
    }
    'ok'
}

# One section of the rows that the function $rows gives for each loaded user hive; one hive that may
# not be opened makes the section denied, and leaves the others' rows standing.
function Write-FrameUsers($check, $source, $made, $rows) {
    try {
        $found = @($made)
        $status = 'ok'
        foreach ($user in [Microsoft.Win32.Registry]::Users.GetSubKeyNames()) {
            if ($user -notmatch '_Classes$') {
                try { $found += @(& $rows ([Microsoft.Win32.Registry]::Users) "$user\") } catch { $status = 'denied' }
            }
        }
        if ($status -eq 'ok') { $status = Get-FrameHives }
        Write-FrameRows $check 'users' $source $found $status
    } catch { Write-FrameFailure $check 'users' $_ }
}

# A program that has not ended must not keep the shell open, now that all is said.
function Write-FrameDone {
    Write-FrameLine "@$nonce done 2 $($frameSaid.Facts) $($frameSaid.Sections)"
    if ($frameLate.Count) { [Environment]::Exit(0) }
}

Write-FrameLine "@$nonce frame 2"
try { Write-FrameFact 'name' ([Environment]::MachineName) } catch { }
try {
    $frameKey = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $frameBuild = [int](Get-FrameValue $frameKey 'CurrentBuildNumber')
    $frameProduct = [string](Get-FrameValue $frameKey 'ProductName')
    # Windows 11 still calls itself Windows 10 there.
    if ($frameBuild -ge 22000) { $frameProduct = $frameProduct -replace '^Windows 10', 'Windows 11' }
    Write-FrameFact 'os' "$frameProduct (build $frameBuild)"
} catch { }
try { Write-FrameFact 'clock' (Get-FrameTime ([DateTime]::UtcNow)) } catch { }
try {
    foreach ($frameSystem in @(Read-FrameWmi 'root\cimv2' 'select LastBootUpTime from Win32_OperatingSystem')) {
        Write-FrameFact 'boot' (Get-FrameTime $frameSystem.LastBootUpTime)
    }
} catch { }
try { Write-FrameFact 'machine_id' (Get-FrameValue 'SOFTWARE\Microsoft\Cryptography' 'MachineGuid') } catch { }
try {
    $framePrincipal = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    $frameElevated = $framePrincipal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
    Write-FrameFact 'elevated' ([string][int]$frameElevated)
} catch { }
try { Write-FrameFact 'shell' ('PowerShell ' + $PSVersionTable.PSVersion.ToString()) } catch { }
# What returns the disk to an image at each boot, and takes traces with it.
$frameResets = @()
try {
    foreach ($frameFilter in @(@('DeepFreeze', 'DepFrzLo'), @('DeepFreeze', 'DeepFrz'), @('DeepFreeze', 'DFServ'), @('ShadowDefender', 'diskpt'), @('EWF', 'ewf'), @('FBWF', 'fbwf'))) {
        $frameStart = Get-FrameValue ('SYSTEM\CurrentControlSet\Services\' + $frameFilter[1]) 'Start'
        if ($null -ne $frameStart -and $frameStart -ne 4) { $frameResets += $frameFilter[0] }
    }
    # Deep Freeze stays installed while it is switched off, and says so.
    foreach ($frameUnder in @('SOFTWARE\WOW6432Node', 'SOFTWARE')) {
        $frameFrozen = [string](Get-FrameValue "$frameUnder\Faronics\Deep Freeze 6" 'DF Status')
        if ($frameFrozen -eq 'Thawed') { $frameResets = @($frameResets -ne 'DeepFreeze') }
        elseif ($frameFrozen) { $frameResets += 'DeepFreeze' }
    }
} catch { }
try {
    foreach ($frameFilter in @(Read-FrameWmi 'root\standardcimv2\embedded' 'select CurrentEnabled from UWF_Filter')) { if ($frameFilter.CurrentEnabled) { $frameResets += 'UWF' } }
} catch { }
Write-FrameFact 'resets' (@($frameResets | Sort-Object -Unique) -join ' ')
